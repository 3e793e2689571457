/** In the place of rows that are on their way. */
export function SkeletonRows({ count = 8 }: { readonly count?: number }) {
  return (
    <div className="skeleton" role="status" aria-label="Loading">
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
        <div key={index} />
      ))}
    </div>
  );
}
