/** Every way in which the clock says no. */
import { problem } from '../../platform/problem.ts';

/** 404: outside the demo there is nothing to step. */
export const notDemo = problem({
  type: '/problems/clock/not-demo',
  status: 404,
  title: '这里不是演示',
  detail: () => '正式启用的系统按实际时间走，时钟不能推进。要试用，请在另一个空的数据目录（TAIZHANG_HOME）里载入演示城市。',
});

export const alreadyStepping = problem({
  type: '/problems/clock/already-stepping',
  status: 409,
  title: '时钟正在推进',
  detail: () => '另有人正在推进演示时钟。请等它停下，看过时间再推进。',
});

export const clockBusy = problem({
  type: '/problems/clock/busy',
  status: 409,
  title: '后台正在办到点的事',
  detail: () => '后台正在办这一时刻的事，等了一分钟还没有办完，时钟没有动。请过一会儿再推进。',
});
