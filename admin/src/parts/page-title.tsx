import { type ReactNode, useEffect, useRef } from "react";
import { hasNavigated } from "../router/location.ts";

interface PageTitleProps {
  readonly title: string;
  /** What can be done on the page as a whole. */
  readonly children?: ReactNode;
}

/** The heading of a page, also its title in the browser. It takes the focus after a navigation. */
export function PageTitle({ title, children }: PageTitleProps) {
  const ref = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Admin`;
  }, [title]);
  useEffect(() => {
    if (hasNavigated()) ref.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div className="page-title">
      <h1 ref={ref} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </div>
  );
}
