-- Comparing towns counts every hazard of the city anew. From this index alone it reads a fifth of the pages and cuts no wide rows apart
-- (1,000,000 matters: a campaign's comparison takes a tenth of the work, one over all years half); what is included is what the figures,
-- their grades and sections, and row security look at.
create index matters_for_figures on matters.matters (city, kind, division, found_on)
  include (programme, id, outcome, closed_at, closed_on, grade, item_code, due_at, handle_due_at, held_until, holder_account_id);
