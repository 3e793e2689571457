import { navigate } from "../router/location.ts";

export function ClearFilters({ className }: { readonly className?: string }) {
  return (
    <button type="button" className={className} onClick={() => navigate(location.pathname)}>
      Clear filters
    </button>
  );
}
