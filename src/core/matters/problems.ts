/** Every way in which a matter says no. */
import { type ProblemMaker, problem } from '../../platform/problem.ts';
import type { Refusal } from './rules.ts';

export { badCursor } from '../ledger/problems.ts';

export const unknownGrade = problem<{ title: string; grade: string }>({
  type: '/problems/matters/unknown-grade',
  status: 422,
  title: '没有这个等级',
  detail: ({ title, grade }) => `“${title}”没有等级“${grade}”。请从列出的等级里选。`,
});

export const nightNeedsConsent = problem<{ field: 'consent' | 'note' }>({
  type: '/problems/matters/night-needs-consent',
  status: 422,
  title: '夜间不能径行入户复核',
  detail: ({ field }) =>
    `22 时至次日 7 时入户复核，须经营者同意或会同公安民警。请在“${field === 'note' ? '备注' : '同意或会同情况'}”里写明谁同意或哪位民警到场，再提交；也可改在白天复核。`,
  extra: ({ field }) => ({ errors: [{ field, message: '请写明谁同意或哪位民警到场' }] }),
});

export const noDesk = problem<{ title: string }>({
  type: '/problems/matters/no-desk',
  status: 409,
  title: '没有人接收',
  detail: ({ title }) => `这个区划和它的上级都没有能办理“${title}”的在岗人员。请管理员先在“管理”里安排岗位，再提交。`,
});

export const noVerifier = problem({
  type: '/problems/matters/no-verifier',
  status: 409,
  title: '没有可核查的人',
  detail: () => '核查人不能是承办人，也不能是唯一的检查人；本级和上级都没有别的人有核查权。请管理员先安排核查岗位，再反馈。',
});

export const evidenceMissing = problem<{ missing: readonly string[] }>({
  type: '/problems/matters/evidence-missing',
  status: 422,
  title: '证据不齐',
  detail: ({ missing }) => `${missing.join('、')}。请补上照片后再提交，已填内容不会丢。`,
  extra: ({ missing }) => ({ missing }),
});

export const cannotRelapse = problem<{ why: string }>({
  type: '/problems/matters/cannot-relapse',
  status: 409,
  title: '不能按反弹立件',
  detail: ({ why }) => `${why}。请打开原事项核对。`,
});

export const receiverUnfit = problem<{ why: string }>({
  type: '/problems/matters/receiver-unfit',
  status: 422,
  title: '不能交给所选的人或单位',
  detail: ({ why }) => `${why}。请另选。`,
});

export const wrongUntil = problem<{ why: string }>({
  type: '/problems/matters/wrong-until',
  status: 422,
  title: '日期不对',
  detail: ({ why }) => `${why}。请改选日期后再提交。`,
});

export const fieldMissing = problem<{ field: string; words: string }>({
  type: '/problems/matters/field-missing',
  status: 422,
  title: '还缺一项',
  detail: ({ words }) => `${words}。填好后再提交，已填内容不会丢。`,
  extra: ({ field, words }) => ({ errors: [{ field, message: words }] }),
});

export const unknownAct = problem<{ name: string }>({
  type: '/problems/matters/unknown-act',
  status: 404,
  title: '没有这个动作',
  detail: ({ name }) => `没有“${name}”这个动作。请刷新页面后从右侧的按钮里选。`,
});

const refused = (name: string, title: string, words: string) =>
  problem({ type: `/problems/matters/${name}`, status: 409, title, detail: () => words });

/** What the rules refuse, in words. */
export const refusals: Readonly<Record<Refusal, ProblemMaker<void>>> = {
  ended: refused('ended', '已办结', '这件事项已经办结，不能再改。反弹的请用“回头看”重新立件。'),
  not_ended: refused('not-ended', '还没有销号', '只有已销号的事项才做回头看。请先核查销号。'),
  other_stage: refused('other-stage', '不在这一环节', '事项已到别的环节，这个动作现在办不了。请刷新页面，看右侧可办的动作。'),
  on_hold: refused('on-hold', '正在挂账', '事项正在挂账，时钟停着。请先解除挂账，再办。'),
  not_on_hold: refused('not-on-hold', '没有挂账', '事项没有挂账，不用解除。请刷新页面。'),
  not_yours: refused('not-yours', '现在不由您办', '事项现在由别人持有。要由您办的，请持有人或上级先转办给您。'),
  yours: refused('yours', '就在您手上', '事项现在由您持有，不用催办。请直接办理。'),
  handler_cannot_verify: refused(
    'handler-cannot-verify',
    '承办人不能核查',
    '核查人不能是现在或以前承办、反馈过的人。请转给另一名有核查权的人。',
  ),
  only_inspector_cannot_verify: refused(
    'only-inspector-cannot-verify',
    '唯一检查人不能核查',
    '登记时只有您一名检查人，不能由您核查。请转给另一名有核查权的人。',
  ),
  handler_cannot_decide: refused(
    'handler-cannot-decide',
    '须由另一人决定',
    '承办或登记的人不能自己决定这一项。请上级或另一名有权的人办理。',
  ),
  already_supervised: refused('already-supervised', '已在督办', '这件事项已列入督办单，不用重复督办。'),
  already_returned: refused('already-returned', '已退回过一次', '一件事项只能退回一次。请签收办理，或请上级转办。'),
  asked_before: refused('asked-before', '已申请过延期', '一件事项只能申请一次延期。确实不能按期的，请申请挂账。'),
  deadline_passed: refused('deadline-passed', '已过期限', '延期须在到期前申请，现在已经超期。请尽快整改并反馈，或申请挂账。'),
  nothing_asked: refused('nothing-asked', '没有待决定的申请', '没有等待决定的延期申请，可能别人已经决定。请刷新页面。'),
  hold_waits: refused('hold-waits', '已申请挂账', '已有一份挂账申请等待决定。请等决定，或请上级尽快决定。'),
  no_hold_asked: refused('no-hold-asked', '没有待决定的申请', '没有等待决定的挂账申请，可能别人已经决定。请刷新页面。'),
  top_mode: refused('top-mode', '已是最后一步', '整改方式已到最后一步，不能再转。逾期未改的，请建议处罚。'),
  asked_yourself: refused('asked-yourself', '不能自己决定', '延期、挂账由申请人以外的人决定。请上级或另一名有权的人办理。'),
  looked_back: refused('looked-back', '已回头看', '这件事项已经做过回头看，结果在流水里。'),
};

export const sameHolder = refused('same-holder', '没有变动', '事项已经在所选的人或单位手上。请另选。');

const broken = (name: string, title: string, words: string) =>
  problem({ type: `/problems/matters/${name}`, status: 409, title, detail: () => words });

const beyondLongest = broken('beyond-longest', '超过最长期限', '期限不能超过这类事项的最长期限。请选早一些的日期。');

const again = '请刷新页面后重办；仍不行的，把编号告诉管理员。';

/** Named constraints: what the acts have checked before, held by the database against everybody. */
export const constraints: Readonly<Record<string, ProblemMaker<void>>> = {
  matters_one_holder: broken('one-holder', '持有人不对', `未办结的事项须有且只有一个持有人，办结的没有。${again}`),
  matters_one_wake: broken('one-wake', '提醒不对', `未办结的事项须有且只有一次下次提醒，办结的没有。${again}`),
  matters_open_has_clock: broken('one-clock', '期限不对', `未办结的事项须有期限，挂账和办结的没有。${again}`),
  matters_verified_by_second: refusals.handler_cannot_verify,
  matters_closed_with_evidence: broken('no-evidence', '证据不齐', '这类事项销号须有照片。请补上整改照片后再核查。'),
  matters_stay_ended: refusals.ended,
  matters_beginning_stays: broken(
    'beginning-stays',
    '登记内容不能改',
    `编号、类别、发现日期等登记时的内容不能改。登记有误的，请撤销后重新登记。`,
  ),
  matters_relapse_once: broken('relapsed-before', '已按反弹立件', '原事项已因反弹重新立件，请打开那一件办理。'),
  matters_place: broken('place-in-use', '场所还有事项', '这个场所名下还有事项，不能删除或并掉。请先把事项办结，或保留这一条。'),
  clocks_never_reset: broken('clock-never-reset', '时钟不能重计', `时钟只能停走和续走，不能重新起算。${again}`),
  clocks_not_beyond_longest: beyondLongest,
  clocks_moved_with_cause: broken('moved-without-cause', '改期没有缘由', `期限只能因延期、挂账或退回而变。${again}`),
  requests_extension_once: refusals.asked_before,
  requests_one_hold_waits: refusals.hold_waits,
  requests_asked_before_deadline: refusals.deadline_passed,
  requests_not_beyond_longest: beyondLongest,
  requests_later: broken('not-later', '日期不对', '申请的日期须晚于现在的期限。请改选。'),
  requests_decided_by_another: refusals.asked_yourself,
};
