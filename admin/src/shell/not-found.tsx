import { PageTitle } from "../parts/page-title.tsx";
import { Link } from "../router/link.tsx";

export function NotFound({ isForbidden }: { readonly isForbidden: boolean }) {
  return (
    <>
      <PageTitle title={isForbidden ? "You may not see this" : "There is nothing here"} />
      <p>
        {isForbidden
          ? "It takes a permission that you do not have. Ask who administers this system."
          : "The address is wrong, or what was here is gone."}
      </p>
      <p>
        <Link href="/admin">To the start</Link>
      </p>
    </>
  );
}
