import { Link } from 'wouter';
import { useFromHere } from '../address.ts';
import { anchorOf } from '../parts/markdown.ts';
import { useTitle } from '../title.ts';
import { books, questions } from './books.ts';
import './help.css';

/** 帮助: the commonest questions, the handbooks, and on one page how the book is read and written. */
export function Help() {
  useTitle('帮助');
  const to = useFromHere();
  return (
    <article className="sheet prose book">
      <div className="hd1">
        <h1>帮助</h1>
      </div>
      <h2>常问的</h2>
      <ul className="asks">
        {questions.map((q) => (
          <li key={q.ask}>
            <Link href={`${to(`/help/${q.book}`)}#${anchorOf(q.section)}`}>{q.ask}</Link>
          </li>
        ))}
      </ul>
      <h2>手册</h2>
      <ul className="shelf">
        {books.map((b) => (
          <li key={b.key}>
            <Link href={to(`/help/${b.key}`)}>{b.title}</Link>
            <span className="l">{b.about}</span>
          </li>
        ))}
      </ul>
      <h2>找谁</h2>
      <p>
        密码忘了、账号锁了、要加岗位：找本单位管理员，或安全管理员。没有账号：找系统管理员。系统打不开：找管机器的人，告诉他页面上的字和时间。
      </p>
      <p>觉得不好用、给基层添负担：点“投诉建议”，那一页写着由谁受理。</p>
      <h2>怎么看</h2>
      <p>蓝色的字能点，黑色的字是事实。黑色数字下面有蓝色点线的，点开就是这个数后面的每一行。</p>
      <p>
        绿、黄、红、灰只用来表示时限：<b>●</b> 正常，<b>◐</b> 临期，<b>▲</b> 超期，<b>‖</b>{' '}
        挂账，旁边都写着日期。朱红色一页只有一处，是这一页最要紧的事。
      </p>
      <p>带星号的姓名、电话是封存的。确需查看，点“查看”，写明事由；谁、何时、为什么看的，都记入流水。</p>
      <h2>怎么找</h2>
      <p>
        按 <b>Ctrl K</b>（苹果电脑按 <b>⌘ K</b>）打开搜索：写名称里的两个字、拼音或首字母、编号；电话和证号须写全。只找您管辖范围内的。
      </p>
      <p>
        上方左起是区划和期间，换了以后，这一页和以后打开的页都按它算。地址栏里的网址就是您看到的样子，可以发给同事；他打开时只看到他有权看的。
      </p>
      <h2>键盘</h2>
      <table className="tbl">
        <caption className="sr">快捷键</caption>
        <thead>
          <tr>
            <th scope="col">键</th>
            <th scope="col">做什么</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <td>J　K</td>
            <td>下一行，上一行</td>
          </tr>
          <tr>
            <td>Enter</td>
            <td>打开这一行</td>
          </tr>
          <tr>
            <td>/</td>
            <td>到本页的查找框</td>
          </tr>
          <tr>
            <td>Esc</td>
            <td>关上抽屉、菜单、对话框，取消选择</td>
          </tr>
          <tr>
            <td>↑ ↓ ← →</td>
            <td>在区划树里移动、展开、收起；Enter 选定</td>
          </tr>
        </tbody>
      </table>
      <h2>导入</h2>
      <p>
        现在用的工作簿可以直接导入，不必先整理：有标题行、两行表头、多余的列、列的次序不同、一村一张表，都认得。先给您看认出的列和每一处错误，您确认后才写入。
      </p>
      <p>不能导入的行会按您原来的版式退回，末尾多一列“原因”；改好再传，已导入的不会重复。没人动过的一次导入可以整批撤回。</p>
      <h2>字小</h2>
      <p>上方“字号”可选标准、大、特大，手机上在“我”里；只记在这台机器上。浏览器自己的缩放也管用。</p>
      <h2>写错了</h2>
      <p>直接改，旧的一版留在流水里，谁在什么时候把什么改成什么都查得到。台账不删行：关停、空置、离任用状态和日期表示。</p>
      <p>两个人同时改了同一处，后提交的会看到两边的写法，由您来选，不会悄悄盖掉。</p>
    </article>
  );
}
