import { Component, type ReactNode } from "react";

interface Props {
  readonly children: ReactNode;
}

/** A page that fails, or whose code cannot be loaded, leaves the navigation standing. */
export class FailureBoundary extends Component<Props, { readonly hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    if (!this.state.hasFailed) return this.props.children;
    return (
      <div role="alert" className="failure">
        <h1>This page could not be shown</h1>
        <p>
          Its code did not load, or it met something it did not expect. A newer version may have been
          installed.
        </p>
        <button type="button" onClick={() => location.reload()}>
          Load again
        </button>
      </div>
    );
  }
}
