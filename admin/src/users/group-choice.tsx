import { useAllGroups } from "../api/all-groups.ts";
import { Choice } from "../parts/choice.tsx";

interface GroupChoiceProps {
  readonly value: string;
  /** Ids of groups that are not offered. */
  readonly without?: readonly string[];
  readonly onChange: (id: string) => void;
}

/** One of the groups there are, by id. */
export function GroupChoice({ value, without = [], onChange }: GroupChoiceProps) {
  const { data, error } = useAllGroups();
  if (error !== null && data === undefined) return <p className="quiet">{error.message}</p>;
  const groups = data?.groups.filter(({ id }) => !without.includes(id)) ?? [];
  return (
    <Choice
      label="Group"
      value={value}
      options={[["", "Choose…"], ...groups.map(({ id, name }) => [id, name] as const)]}
      onChange={onChange}
    />
  );
}
