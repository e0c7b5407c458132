//! The words of every problem, in both languages. The SPA has its own, by the same codes; these serve everyone else.

use domain::{
    problems::ProblemCode::{self, *},
    users::Language,
};

/// A problem in a sentence.
pub const fn text(code: ProblemCode, language: Language) -> &'static str {
    let (chinese, english) = words(code);
    match language {
        Language::Chinese => chinese,
        Language::English => english,
    }
}

const fn words(code: ProblemCode) -> (&'static str, &'static str) {
    match code {
        Malformed => ("请求无法读取。", "The request cannot be read."),
        Invalid => ("有些内容需要再看一下。", "Some fields need another look."),
        Unauthenticated => ("请先登录。", "Please sign in."),
        WrongCredentials => ("用户名或密码不对。", "The user name or the password is wrong."),
        LockedOut => (
            "密码输错太多次，账号已暂时锁定。",
            "Too many wrong passwords: the account is locked for a while.",
        ),
        SecondFactorRequired => ("请输入两步验证的验证码。", "Now the code of the second factor is needed."),
        WrongCode => ("验证码不对，或已经用过。", "The code is not the present one, or was used before."),
        LinkVoid => (
            "链接已使用、撤回或过期，请向管理员另要一个。",
            "The link has been used, withdrawn or has expired: ask for a new one.",
        ),
        Forbidden => ("您的角色没有这项权限。", "Your role does not allow this."),
        NotFound => ("没有找到，或不在您的范围内。", "Not found, or not yours to see."),
        MethodNotAllowed => ("这个地址不支持该操作。", "The address does not know this method."),
        NotAcceptable => ("不能提供所要求的格式。", "None of the accepted formats can be given."),
        PreconditionRequired => {
            ("修改时须带上所读版本（If-Match）。", "A change needs an If-Match header with the version read.")
        }
        Stale => ("在您编辑时，别人已作了修改。", "Someone else changed it since you read it."),
        Conflict => ("现在的状态下不能这样做。", "This cannot be done in the present state."),
        PossibleDuplicate => {
            ("台账里可能已有同一人或同一户。", "The ledger may already have this person or household.")
        }
        IdempotencyKeyReused => {
            ("同一个 Idempotency-Key 已用于另一个请求。", "The Idempotency-Key was used for another request.")
        }
        TooLarge => ("内容超过了允许的大小。", "The content is larger than allowed."),
        UnsupportedMediaType => ("不支持这种内容类型。", "The media type is not supported here."),
        TooManyRequests => ("请求太频繁，请稍后再试。", "Too many requests: wait a moment."),
        Internal => ("服务器出了问题，已记录下来。", "Something went wrong here; it has been noted."),
        Unavailable => {
            ("服务暂时不可用，请稍后再试。", "The service cannot answer right now; try again shortly.")
        }

        Required => ("此项必填。", "This is required."),
        TooLong => ("内容太长。", "This is too long."),
        TooShort => ("内容太短。", "This is too short."),
        OutOfRange => ("超出允许的范围。", "This is outside the allowed range."),
        UnknownValue => ("不是可选的值。", "This is not one of the known values."),
        UnknownField => ("没有这个字段。", "There is no such field."),
        UnknownReference => ("所指的对象不存在。", "What this refers to does not exist."),
        ForbiddenCharacters => ("含有不能保存的字符。", "This has characters that cannot be stored."),
        NotADate => ("不是日期。", "This is not a date."),
        InTheFuture => ("日期在将来。", "This date lies in the future."),
        EndsBeforeItBegins => ("结束早于开始。", "This ends before it begins."),
        NotAPhoneNumber => ("不是电话号码。", "This is not a phone number."),
        IdentityNumberShape => {
            ("身份证号应为 17 位数字加一位数字或 X。", "An identity number has 17 digits and a digit or X.")
        }
        IdentityNumberDate => {
            ("身份证号里的出生日期不存在。", "The birth date in the identity number does not exist.")
        }
        IdentityNumberCheck => {
            ("身份证号的校验码不对。", "The identity number's check character does not match.")
        }
        BirthDateContradicts => {
            ("与身份证号里的出生日期不一致。", "This is not the birth date in the identity number.")
        }
        IdentityNumberTaken => {
            ("台账里已有人用此身份证号。", "Someone in the ledger has this identity number.")
        }
        PasswordTooShort => ("密码至少 10 个字符。", "A password has at least 10 characters."),
        PasswordGuessable => ("密码太容易猜到。", "This password is easily guessed."),
        WrongPassword => ("现在的密码不对。", "This is not the present password."),
        NotAUsername => (
            "用户名由 2 至 40 个字母、数字、点、下划线或短横线组成。",
            "A user name has 2 to 40 letters, digits, dots, underscores or dashes.",
        ),
        UsernameTaken => ("这个用户名已有人使用。", "Somebody has this user name."),
        NameTaken => ("该区域已有同名的单位。", "The area has one of this name already."),
        CodeTaken => ("这个代码已属于另一个区域。", "Another area has this code."),
        BadCursor => {
            ("翻页标记无效，请从第一页开始。", "This cursor is not from this list: begin at the first page.")
        }

        NoSuchStep => {
            ("该户现在不能转到这个状态。", "The household cannot go to this status from where it is.")
        }
        HouseholdAnonymised => (
            "该户已匿名化，不能再修改或重新开启。",
            "The household was anonymised: it cannot be changed or reopened any more.",
        ),
        HouseholdNotClosed => ("只有已结案的户才能匿名化。", "Only a closed household can be anonymised."),
        AnotherReference => ("与该户的编号不符。", "This is not the household's reference."),
        AreaOfficeOnly => ("只有属地单位可以这样做。", "Only an area's office may do this."),
        WholeOperationOnly => (
            "此项适用于整个行动，由能看到全部家庭的单位决定。",
            "This holds for the whole operation: only an office that sees all of it decides.",
        ),
        AnonymisedSince => (
            "其中有的户已匿名化，撤销所需的内容已不再保存，因此不能撤销。",
            "Some of it was anonymised since: what taking it back would need is not kept any more.",
        ),
        HouseholdClosed => ("该户已结案。", "The household is closed."),
        AlreadyMember => ("此人已是该户成员。", "The person already lives in this household."),
        MembershipEnded => ("此人已不在该户居住。", "The person does not live in this household any more."),
        NobodyStays => {
            ("至少要有一位成员留在原户。", "At least one member stays in the household that there was.")
        }
        StillAway => (
            "该户还有人在一线，结案须写明原因。",
            "Somebody of this household is still on the front line: closing it needs a reason.",
        ),
        DifferentPersons => {
            ("两人的身份证号不同，不能合并。", "They have different identity numbers: they are two persons.")
        }
        AlreadyUndone => ("已经撤销过了。", "It was taken back already."),
        AlreadySettled => ("已经有人定过了。", "Somebody settled it already."),
        ChangedSince => ("内容已有变化，请再看一次。", "It has changed since you looked: look again."),
        NotAway => ("此人没有进行中的一线岗位。", "The person has no posting that goes on."),
        NotInLedgerThen => ("截至该日，台账中还没有此项。", "It was not in the ledger on that day."),
        NothingToReveal => ("这里没有可以显示的内容。", "Nothing is known here that could be revealed."),
        TooManyReveals => (
            "您查看隐去内容的次数已达上限，请稍后再看。",
            "You have revealed as many values as one may for now: wait before the next.",
        ),

        RoleAboveOwn => (
            "不能授予或处理高于自己的角色。",
            "Nobody gives a role above their own, or acts on a user who has one.",
        ),
        LastAdministrator => {
            ("行动必须保留至少一位管理员。", "The operation keeps at least one administrator at its root.")
        }
        OwnAccount => (
            "自己的角色、职责、单位和锁定须由同事处理。",
            "A colleague must do this: nobody changes their own role, duties or organisation, or locks themselves.",
        ),
        OwnOrganisation => {
            ("不能停用或迁移自己所在的单位。", "Nobody ends, or moves, the organisation they belong to.")
        }
        AccountLocked => ("该账号已锁定，请先解锁。", "The account is locked; unlock it first."),
        AreaHasAreas => ("其下还有在用的区域。", "Areas lie below it that are still in use."),
        AreaTooDeep => ("村居之下不能再设区域。", "Nothing can lie below a village."),
        AreaWithinItself => (
            "区域不能移到自己或其下级之中。",
            "An area cannot be moved into itself or into what lies below it.",
        ),
        AreaLevelMismatch => (
            "级别不符：村居归镇街，镇街归区，区归市。",
            "The levels do not fit: a village lies in a town, a town in a district, a district in a city.",
        ),
        NoAreaColumns => ("没有找到代码和名称两列。", "No columns with codes and names were found."),
        AreaListInvalid => (
            "清单中有不能采用的行，请更正后再导入。",
            "Lines of the list cannot be taken over: correct them first.",
        ),
        AreaMoving => (
            "正在调整本单位的区域，片刻之后即可继续。",
            "Areas of your office are being moved. It takes a moment; then go on.",
        ),
        SecondFactorOn => ("两步验证已启用。", "A second factor is in use already."),
        SecondFactorOff => {
            ("没有启用或待确认的两步验证。", "There is no second factor to confirm or to take away.")
        }

        FileEmpty => ("文件是空的。", "The file is empty."),
        FileKindUnknown => {
            ("既不是 Excel 工作簿，也不是文本表格。", "This is neither an Excel workbook nor a text table.")
        }
        FileDamaged => ("工作簿已损坏，打不开。", "The workbook is damaged and cannot be opened."),
        FileEncrypted => {
            ("工作簿有密码保护，请先取消密码。", "The workbook is protected by a password; remove it first.")
        }
        FileBomb => ("工作簿解压后过大。", "Unpacked, the workbook would be too large."),
        FileEncodingUnknown => (
            "无法识别文字编码，请另存为 UTF-8 或 GB18030。",
            "The text's encoding is not recognised; save it as UTF-8 or GB18030.",
        ),
        TooManyRows => ("行数太多。", "The file has too many rows."),
        TooManyColumns => ("列数太多。", "The file has too many columns."),
        TooManySheets => ("工作表太多。", "The workbook has too many sheets."),
        NoRows => ("没有任何数据行。", "No sheet has any rows."),
        NoNameColumn => ("没有找到姓名列，请指定。", "No column with names was found: choose it."),
        ColumnTakenTwice => ("两列被当作同一字段。", "Two columns are taken for one field."),

        RosterNotPreviewed => ("请先预览名单。", "Preview the roster first."),
        RosterBusy => ("名单正在处理中。", "The roster is being worked on."),
        RosterCommitted => ("名单已入台账。", "The roster is already part of the ledger."),
        RosterFileGone => (
            "名单中有人已匿名化，原文件不再保存；如需使用请重新上传。",
            "Somebody on the roster was anonymised, and its file is not kept any more: upload it again if you need it.",
        ),
        RosterNotCommitted => ("名单还没有入台账。", "The roster is not part of the ledger."),
        PreviewOutdated => {
            ("预览之后台账有变化，请重新预览。", "The ledger changed since the preview: preview again.")
        }
        UndoBlocked => {
            ("之后的修改以它为基础，不能撤销。", "Later changes build on it, so it cannot be undone.")
        }
        RowNotHeld => ("该行不需要决定。", "The row needs no decision."),
    }
}
