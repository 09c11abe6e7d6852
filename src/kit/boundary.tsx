import { Component, type ReactNode } from 'react';
import { Button } from './parts/button.tsx';

/** Keeps a broken page from taking the frame with it. `at` changes with the address: another page gets its own try. */
export class Boundary extends Component<{ at: string; children: ReactNode }, { failed: unknown; at: string }> {
  override state: { failed: unknown; at: string } = { failed: null, at: this.props.at };

  static getDerivedStateFromError(failed: unknown) {
    return { failed };
  }

  static getDerivedStateFromProps(props: { at: string }, state: { failed: unknown; at: string }) {
    return props.at === state.at ? null : { at: props.at, failed: null };
  }

  override render() {
    const { failed } = this.state;
    if (failed === null) return this.props.children;
    // After an update the server no longer has the old files that this page still asks for.
    const outdated = failed instanceof Error && /dynamically imported module|module script|CSS/i.test(failed.message);
    return (
      <div className="empty" role="alert">
        <b>{outdated ? '页面没有读到' : '这一页出了错'}</b>
        {outdated ? '程序可能刚更新，或网络断了。请刷新；已提交的内容都在。' : '请刷新再试；仍不行，请把正在做的事和时间告诉系统管理员。'}
        <div className="acts">
          <Button look="p" onClick={() => window.location.reload()}>
            刷新
          </Button>
        </div>
      </div>
    );
  }
}
