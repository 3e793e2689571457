import { expect, it } from "vitest";
import { eventRow } from "../../test/stores/rows.ts";
import { toAuditEvent } from "./audit-event.ts";
import { lineFormats } from "./event-lines.ts";
import type { EventRow } from "./seal.ts";

const eventOf = (values: Partial<EventRow>) => toAuditEvent({ ...(eventRow(values) as EventRow), id: 1 });
const cell = (text: string) => lineFormats.csv.toLine(eventOf({ at: 0, detail: text, user_agent: "" }));

it.each([
  ["=1+1", "'=1+1"],
  ["+1", "'+1"],
  ["-1", "'-1"],
  ["@SUM(A1)", "'@SUM(A1)"],
  ["\tx", "'\tx"],
  ["\rx", `"'\rx"`],
  ['=a"b,c', `"'=a""b,c"`],
  ['say "x"', '"say ""x"""'],
  ["a,b", '"a,b"'],
  ["a\nb", '"a\nb"'],
  ["a=b", "a=b"],
])("the text %j is the CSV cell %s", (text, written) => {
  expect(cell(text)).toBe(`1,1970-01-01T00:00:00.000Z,login,ok,,,,192.0.2.1,,,${written},,,,,\r\n`);
});

it("a line of NDJSON is the whole event, in one line", () => {
  const event = eventOf({ detail: "a\nb", after: '{"isStaff":true}' });
  const line = lineFormats.ndjson.toLine(event);
  expect([JSON.parse(line), line.indexOf("\n")]).toEqual([event, line.length - 1]);
});

it.each([
  ["at", 9_000_000_000_000_000, "9000000000000000"],
  ["before", "{", { unreadable: "{" }],
  ["after", '"text"', { unreadable: '"text"' }],
  [
    "after",
    `{"a":${"[".repeat(9000)}${"]".repeat(9000)}}`,
    { unreadable: expect.stringMatching(/^\{"a":\[/) },
  ],
] as const)(
  "an event whose %s was changed to what is none is a line like any other",
  (column, value, read) => {
    const event = eventOf({ [column]: value });
    expect(event).toMatchObject({ [column]: read });
    for (const format of Object.values(lineFormats)) expect(format.toLine(event)).toContain("192.0.2.1");
  },
);
