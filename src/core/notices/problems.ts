import { type ProblemMaker, problem } from '../../platform/problem.ts';

const constraint = (name: string, status: number, title: string, words: string) =>
  problem({ type: `/problems/notices/${name}`, status, title, detail: () => words });

export const nothingToMark = constraint('nothing-to-mark', 422, '没有指明消息', '请勾选要标为已读的消息，或选“全部已读”。');

export const constraints: Readonly<Record<string, ProblemMaker<void>>> = {
  notices_title_not_empty: constraint('title', 422, '消息没有标题', '请填写消息标题，不超过 120 个字。'),
  notices_words_not_long: constraint('words', 422, '消息太长', '消息正文不能超过 1000 个字。请写要点，详情放在链接里。'),
  notices_link_inside: constraint('link', 422, '消息链接不对', '消息只能链接到本系统的页面。'),
  notices_quiet_hours: constraint(
    'quiet-hours',
    422,
    '安静时段不打扰',
    '22:00 至次日 7:00 只有写明谁下的通知才能立即送达。请写明下通知的人，或等到 7:00 以后。',
  ),
};
