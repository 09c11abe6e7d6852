/** Front door of the clock in the browser: 演示时钟 in the top bar. */
export { DemoClock } from './demo-clock.tsx';
