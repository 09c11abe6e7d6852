/** 古树名木养护检查表. Pure. Grades are 示例; the articles were not compared. The regulation is in force since 2025-03-15. */
import { type Basis, checklist, type DeclaredChecklist } from '../../../src/core/visits/checklist.ts';
import { problem } from './matters.ts';
import { trees } from './registers.ts';

const regulation: Basis = { key: 'heritage.regulation', title: '古树名木保护条例', article: '', unverified: true };
const urban: Basis = { key: 'heritage.urban', title: '城市古树名木保护管理办法（建城〔2000〕192号）', article: '', unverified: true };
const ask = (code: string, section: string, grade: string, question: string, how: string, requirement: string) => {
  return { code, section, grade, question, how: [how], requirement, basis: [regulation, urban], urgent: grade === 'A' };
};

const list = checklist('heritage.care', {
  title: '古树名木养护检查表',
  note: '分级为示例；依据“待核实”的，引用前请核对原文',
  weights: { A: 5, B: 2 },
  sections: [
    { code: 'T', title: '树体' },
    { code: 'G', title: '立地环境' },
  ],
  items: [
    ask('T1', 'T', 'A', '没有会掉落的枯枝、断枝', '站在树冠外抬头看一圈', '清除枯枝，清除前围挡'),
    ask('T2', 'T', 'B', '没有积水、腐烂的树洞', '看主干和大枝分叉处', '请专业人员清腐、防腐'),
    ask('T3', 'T', 'A', '倾斜的树干、大枝支撑牢固', '看支撑有没有松动、嵌入树皮', '加固或更换支撑'),
    ask('T4', 'T', 'B', '没有成片的病虫害', '看叶片、树干有没有虫孔、流胶', '防治病虫害'),
    ask('G1', 'G', 'B', '保护围栏完好', '绕围栏走一圈', '修复围栏'),
    ask('G2', 'G', 'B', '树冠下没有硬化、堆物', '看树冠投影范围内的地面', '拆除硬化，清走堆物'),
    ask('G3', 'G', 'B', '保护牌在位、看得清', '看编号与台账是否一致', '补挂保护牌'),
  ],
});
export const care: DeclaredChecklist = { list, at: trees, opens: problem };
