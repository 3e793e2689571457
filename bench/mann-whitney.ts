/**
 * The Mann-Whitney AUC: the chance that a value drawn from `a` is greater than one drawn from `b`, ties counting
 * half. 0.5 when the two cannot be told apart, 1 when every `a` is greater, 0 when every `b` is.
 *
 * @throws {RangeError} when either is empty or holds NaN.
 */
export function aucOf(a: readonly number[], b: readonly number[]): number {
  const sorted = sortedValues(b);
  const wins = sortedValues(a).reduce(
    (sum, value) => sum + (countWhile(sorted, (x) => x < value) + countWhile(sorted, (x) => x <= value)) / 2,
    0,
  );
  return wins / a.length / b.length;
}

/**
 * The middle value, or the mean of the middle two.
 *
 * @throws {RangeError} when there are no values or one is NaN.
 */
export function median(values: readonly number[]): number {
  const sorted = sortedValues(values);
  const below = sorted[(sorted.length - 1) >> 1] ?? Number.NaN;
  const above = sorted[sorted.length >> 1] ?? Number.NaN;
  return (below + above) / 2;
}

function sortedValues(values: readonly number[]): Float64Array {
  if (values.length === 0 || values.some(Number.isNaN)) {
    throw new RangeError("values must be one number or more, none of them NaN");
  }
  return Float64Array.from(values).sort();
}

/** How many values at the front hold the condition, which never turns true again: binary search. */
function countWhile(sorted: Float64Array, holds: (value: number) => boolean): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (holds(sorted[middle] ?? Number.NaN)) from = middle + 1;
    else to = middle;
  }
  return from;
}
