import { Component, type ReactNode } from 'react';
import { Failure } from '@/components/ui';

interface State {
  failure: Error | null;
}

/** A page that fails leaves the others, the state above and the kill switch in place. */
export class Boundary extends Component<{ children: ReactNode }, State> {
  override state: State = { failure: null };

  static getDerivedStateFromError(failure: Error): State {
    return { failure };
  }

  override componentDidMount(): void {
    window.addEventListener('hashchange', this.reset);
  }

  override componentWillUnmount(): void {
    window.removeEventListener('hashchange', this.reset);
  }

  private readonly reset = () => this.setState({ failure: null });

  override render(): ReactNode {
    const { failure } = this.state;
    if (failure === null) {
      return this.props.children;
    }
    const updated = /dynamically imported module|Importing a module/.test(failure.message);
    return (
      <>
        <Failure
          error={updated ? new Error('The server was updated while this page was open.') : failure}
        />
        <button type="button" className="primary" onClick={() => location.reload()}>
          Reload
        </button>
      </>
    );
  }
}
