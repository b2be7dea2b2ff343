-- Companies come from a file of their own, too: read, previewed, refused, resumed and undone as people are.
alter table imports add column subject text not null default 'contact' check (subject in ('contact', 'company'));
