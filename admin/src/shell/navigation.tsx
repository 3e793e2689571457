import { useActor } from "../actor.ts";
import { PAGES } from "../pages.ts";
import { Link } from "../router/link.tsx";

/** The pages that the user may see. */
export function Navigation({ path }: { readonly path: string }) {
  const { may } = useActor();
  const pages = PAGES.filter(({ label, permission }) => label !== null && may(permission));
  return (
    <nav aria-label="Admin">
      <ul>
        {pages.map((page) => (
          <li key={page.path}>
            <Link href={page.path} aria-current={isWithin(path, page.path) ? "page" : undefined}>
              {page.label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function isWithin(path: string, page: string): boolean {
  return path === page || (page !== "/admin" && path.startsWith(`${page}/`));
}
