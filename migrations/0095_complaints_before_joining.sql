-- Two requests that become one are one complaint where either was; made two again, each is what it was. So a complaint keeps
-- how the request stood before the first was joined into it: `complaint`, and where it had one, its clocks.
alter table complaints add column before_joining jsonb;
