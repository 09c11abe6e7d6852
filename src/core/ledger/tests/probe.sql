-- A small ledger table for tests: what a programme would declare, without a programme.
create schema probe;
create table probe.trees (
  city text collate "C" not null,
  id uuid not null,
  division text collate "C" not null,
  name text not null,
  kind text,
  planted_on date not null,
  fee bigint not null default 0,
  watered_on date,
  keeper bytea,
  keeper_blind bytea,
  version int not null,
  act_id uuid not null,
  salt uuid not null default gen_random_uuid(),
  constraint trees_pkey primary key (city, id)
);
select ledger.keep('probe.trees', 'probe');
create index trees_by_division on probe.trees (city, division, id);
grant usage on schema probe to taizhang_app;
select platform.guard_table('probe.trees', 'programme:probe');
grant select, insert, update, delete on probe.trees to taizhang_app;
insert into platform.office (city, name, demo, clock) values ('4104', '平顶山市', true, '2022-11-09 18:00+08');
insert into divisions.divisions (city, code, name, official_name, pinyin, initials, valid_to) values
  ('4104', '4104', '平顶山市', '平顶山市', 'pdss', 'pdss', null),
  ('4104', '410402', '新华区', '新华区', 'xhq', 'xhq', null),
  ('4104', '410403', '卫东区', '卫东区', 'wdq', 'wdq', null),
  ('4104', '410402100', '焦店镇', '焦店镇', 'jdz', 'jdz', null),
  ('4104', '410402100206', '余沟村', '余沟村', 'ygc', 'ygc', null),
  ('4104', '410402100207', '张庄村', '张庄村', 'zzc', 'zzc', null),
  ('4104', '410402200', '薄王庄镇', '薄王庄镇', 'bwzz', 'bwzz', null),
  ('4104', '410402200201', '甲村', '甲村', 'jc', 'jc', null),
  ('4104', '410402200299', '西区村', '西区村', 'xqc', 'xqc', null),
  ('4104', '410403001', '东街道', '东街道', 'djd', 'djd', null),
  ('4104', '410403001001', '东社区', '东社区', 'dsq', 'dsq', null);
