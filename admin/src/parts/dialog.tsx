import { type ReactNode, useId, useLayoutEffect, useRef } from "react";

interface DialogProps {
  readonly title: string;
  readonly children: ReactNode;
  /** The user closed it with Esc. */
  readonly onClose: () => void;
}

/**
 * A modal dialog, open as long as it is rendered. The browser gives the focus back to where it was; where that is gone,
 * as the row of what was deleted, the title of the page takes it.
 */
export function Dialog({ title, children, onClose }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    // Taken out of the page without that, it would take the focus along.
    return () => {
      dialog?.close();
      queueMicrotask(focusTitleIfNothing);
    };
  }, []);
  return (
    <dialog
      ref={ref}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  );
}

function focusTitleIfNothing(): void {
  if (document.activeElement === document.body) document.querySelector("h1")?.focus();
}
