-- Who has the same name in the same company: looked up, never by reading the whole company once for each of its people.

create index contacts_namesakes on contacts (workspace_id, company_id, sort_name) where company_id is not null;
drop index contacts_of_company;
