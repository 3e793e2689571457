import { useEffect } from "react";
import { useActor } from "../actor.ts";
import { PAGES } from "../pages.ts";
import { PageTitle } from "../parts/page-title.tsx";
import { navigate } from "../router/location.ts";

/** /admin, for who may not see what stands there: their first page. */
export function Home() {
  const { may } = useActor();
  const first = PAGES.find(({ label, permission }) => label !== null && may(permission));
  useEffect(() => {
    if (first !== undefined) navigate(first.path, { replace: true });
  }, [first]);
  if (first !== undefined) return null;
  return (
    <>
      <PageTitle title="Nothing to see yet" />
      <p>You are staff, but nobody has given you a permission. Ask who administers this system.</p>
    </>
  );
}
