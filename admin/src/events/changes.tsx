type Fields = Readonly<Record<string, unknown>> | null;

interface ChangesProps {
  readonly before: Fields;
  readonly after: Fields;
}

/** What an act changed, field by field. */
export function Changes({ before, after }: ChangesProps) {
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  if (fields.length === 0) return null;
  return (
    <table className="narrow" aria-label="Changes">
      <thead>
        <tr>
          <th scope="col">Field</th>
          {before && <th scope="col">Before</th>}
          {after && <th scope="col">After</th>}
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => (
          <tr key={field}>
            <th scope="row">{toWords(field)}</th>
            {before && <td>{toText(before[field])}</td>}
            {after && <td>{toText(after[field])}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** "firstName" as people write it. */
function toWords(field: string): string {
  const words = field.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function toText(value: unknown): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return toText(value.join(", "));
  if (value === undefined || value === null || value === "") return "–";
  return typeof value === "string" ? value : JSON.stringify(value);
}
