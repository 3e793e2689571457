import { KeyStatus } from "./key-columns.tsx";

const MEANINGS = [
  [
    "next",
    "Published, but signs nothing yet. Rotate lets it sign, once every server has read it: 10 seconds after it was made. Where services elsewhere keep the public keys, give them 5 minutes.",
  ],
  ["active", "Signs every new access token. Rotate retires it."],
  ["retired", "Signs nothing more. Its tokens are accepted until the last of them has expired."],
  ["ended", "Its tokens are refused, and its private half is deleted."],
] as const;

export function KeyMeanings() {
  return (
    <section aria-labelledby="meanings">
      <h2 id="meanings">What a status means</h2>
      <dl className="facts">
        {MEANINGS.map(([status, meaning]) => (
          <div key={status}>
            <dt>
              <KeyStatus status={status} />
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
