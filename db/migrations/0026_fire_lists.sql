-- Lists of the register in the order people ask for, at the size of a city (114,000 premises): the filters of the standing views have their
-- index, the order of risk is one, and what a page is cut from is read from indexes alone (the id to join by, the division that row security
-- reads, the name that is sorted by).

drop index fire.premises_by_category;
create index premises_by_category on fire.premises (city, category, division, id);
drop index fire.premises_by_risk;
create index premises_by_risk on fire.premises (city, risk, division, id) include (category);
-- 红橙黄蓝, as sorted: the very expression of a list sorted by a code whose letters stand in another order.
create index if not exists premises_by_risk_order on fire.premises (city, array_position(array['red', 'orange', 'yellow', 'blue'], risk), id);
create index if not exists premises_mixed_use on fire.premises (city, division, id) where mixed_use is true;
create index if not exists premises_lodging on fire.premises (city, division, id) where lodgers >= 1;

drop index subjects.places_by_name;
create index places_by_name on subjects.places (city, name collate "zh-Hans-x-icu", id) include (division);
drop index subjects.places_by_division;
create index places_by_division on subjects.places (city, division, id) include (name);
