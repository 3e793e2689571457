import { Suspense, useState } from "react";
import { useActor } from "../actor.ts";
import { findPage } from "../pages.ts";
import { SkeletonRows } from "../parts/skeleton-rows.tsx";
import { usePath } from "../router/location.ts";
import { Banner } from "./banner.tsx";
import { FailureBoundary } from "./failure-boundary.tsx";
import { HelpDialog } from "./help-dialog.tsx";
import { Home } from "./home.tsx";
import { Navigation } from "./navigation.tsx";
import { NotFound } from "./not-found.tsx";
import { useShortcuts } from "./use-shortcuts.ts";

/** Navigation and the page of the address. */
export function Shell() {
  const path = usePath();
  const [isHelpShown, setIsHelpShown] = useState(false);
  useShortcuts(() => setIsHelpShown(true));
  return (
    <div className="shell">
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <Banner onHelp={() => setIsHelpShown(true)} />
      <Navigation path={path} />
      <main id="content" tabIndex={-1}>
        <FailureBoundary key={path}>
          <Suspense fallback={<SkeletonRows />}>
            <PageOf path={path} />
          </Suspense>
        </FailureBoundary>
      </main>
      {isHelpShown && <HelpDialog onClose={() => setIsHelpShown(false)} />}
    </div>
  );
}

function PageOf({ path }: { readonly path: string }) {
  const { may } = useActor();
  const found = findPage(path);
  if (found !== null && may(found.page.permission))
    return <found.page.Component parameters={found.parameters} />;
  if (path === "/admin") return <Home />;
  return <NotFound isForbidden={found !== null} />;
}
