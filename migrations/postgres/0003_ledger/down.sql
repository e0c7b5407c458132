DROP TABLE household_tallies;
DROP TABLE tallies;
DROP TABLE search_terms;
DROP TABLE postings;
DROP TABLE memberships;
DROP TABLE phones;
DROP TABLE persons;
DROP TABLE households;
