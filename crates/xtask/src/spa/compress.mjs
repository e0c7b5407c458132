// Writes gzip and brotli beside each file of the folder given, where they are smaller than the file.
// Node's own zlib: C, on all cores, and nothing to compile; the Rust ports take ten times as long in a debug build.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import zlib from "node:zlib";

const gzip = promisify(zlib.gzip);
const brotli = promisify(zlib.brotliCompress);

const packers = {
  gz: (content) => gzip(content, { level: zlib.constants.Z_BEST_COMPRESSION }),
  br: (content) =>
    brotli(content, {
      params: {
        [zlib.constants.BROTLI_PARAM_QUALITY]: zlib.constants.BROTLI_MAX_QUALITY,
        [zlib.constants.BROTLI_PARAM_SIZE_HINT]: content.length,
      },
    }),
};

async function pack(file) {
  const content = await readFile(file);
  await Promise.all(
    Object.entries(packers).map(async ([suffix, packer]) => {
      const packed = await packer(content);
      if (packed.length < content.length) await writeFile(`${file}.${suffix}`, packed);
    }),
  );
}

const [folder] = process.argv.slice(2);
const entries = await readdir(folder, { recursive: true, withFileTypes: true });
await Promise.all(
  entries.filter((entry) => entry.isFile()).map((entry) => pack(join(entry.parentPath ?? entry.path, entry.name))),
);
