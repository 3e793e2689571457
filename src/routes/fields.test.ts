import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AuthError } from "../errors.ts";
import {
  choiceField,
  fieldsSchema,
  filterField,
  flagField,
  listField,
  optionalField,
  readFields,
  textField,
} from "./fields.ts";
import { flagParameter, objectValues, textParameter, timeParameter } from "./query.ts";

const FIELDS = { username: textField("Who.", 10), password: textField("What.", 20) };

function reasonFor(body: unknown): unknown {
  try {
    readFields(body, FIELDS);
    return null;
  } catch (error) {
    return error instanceof AuthError ? error.details["reason"] : error;
  }
}

describe("readFields", () => {
  it("gives exactly the fields", () => {
    const body = { username: "ada", password: "tide clock" };
    expect(readFields(body, FIELDS)).toEqual(body);
  });

  it.each([null, undefined, [], "text", 1, true])("refuses %j: the body must be an object", (body) => {
    expect(reasonFor(body)).toBe("the body must be an object");
  });

  it.each([
    [{ username: "ada" }, "password is missing"],
    [{}, "username is missing; password is missing"],
    [{ username: 1, password: "x" }, "username must be text"],
    [{ username: null, password: "x" }, "username must be text"],
    [{ username: "", password: "x" }, "username is empty"],
    [{ username: "a".repeat(11), password: "x" }, "username is longer than 10 characters"],
    [{ username: "a\n", password: "x" }, "username holds a control character"],
    [
      { username: "a\u0000", password: "x\u007f" },
      "username holds a control character; password holds a control character",
    ],
    [
      { username: "a", passwrd: "y" },
      "password is missing; passwrd is not known (perhaps password is meant)",
    ],
    [
      { username: "a", password: "x", "password12!": "" },
      "there is a field that is not known (perhaps password is meant)",
    ],
    [
      { username: "a", password: "x", isAdmin: true, id: 1 },
      "there is a field that is not known (known: username, password)",
    ],
  ])("W-17 refuses %o: %s", (body, reason) => {
    expect(reasonFor(body)).toBe(reason);
  });

  it("never repeats a value that was sent, nor a name unlike those that are known", () => {
    const secret = fc.stringMatching(/^[q-z]{12,40}$/);
    fc.assert(
      fc.property(secret, secret, (name, value) => {
        const reason = String(reasonFor({ [name]: value, username: `${value}\n` }));
        expect(reason).not.toContain(name);
        expect(reason).not.toContain(value);
      }),
    );
  });
});

describe("a body of many unknown fields", () => {
  it("W-04 gets one suggestion, however many fields there are: each costs time", () => {
    const problem = String(reasonFor({ usernam: "a", passwrd: "b", usernme: "c" }));
    expect(problem.match(/perhaps/g)).toHaveLength(1);
  });
});

describe("an optional field", () => {
  const OPTIONAL = { name: optionalField("Who.", 10), password: textField("What.", 20) };

  it.each([{ password: "x" }, { name: "", password: "x" }, { name: "ada", password: "x" }])(
    "may be left out, or be empty: %j",
    (body) => {
      expect(readFields(body, OPTIONAL)).toEqual(body);
    },
  );

  it.each([
    [{ name: null, password: "x" }, "name must be text"],
    [{ name: 1, password: "x" }, "name must be text"],
    [{ name: ["ada"], password: "x" }, "name must be text"],
    [{ name: "a".repeat(11), password: "x" }, "name is longer than 10 characters"],
    [{ name: "a\u0000", password: "x" }, "name holds a control character"],
    [{ name: "ada" }, "password is missing"],
  ])("W-17 is held to the rest: %o: %s", (body, reason) => {
    expect(() => readFields(body, OPTIONAL)).toThrow(reason);
  });

  it("is not among those that JSON Schema requires", () => {
    expect(fieldsSchema(OPTIONAL)).toMatchObject({
      properties: { name: { type: "string", minLength: 0, maxLength: 10, description: "Who." } },
      required: ["password"],
    });
    expect(JSON.stringify(fieldsSchema(OPTIONAL))).not.toContain("isOptional");
  });
});

describe("fieldsSchema", () => {
  it("says the same as JSON Schema", () => {
    expect(fieldsSchema(FIELDS)).toEqual({
      type: "object",
      properties: {
        username: { type: "string", minLength: 1, maxLength: 10, description: "Who." },
        password: { type: "string", minLength: 1, maxLength: 20, description: "What." },
      },
      required: ["username", "password"],
      additionalProperties: false,
    });
  });
});

describe("fields that are no text", () => {
  const FILTER = {
    active: flagParameter("Whether."),
    name: textParameter("Who.", 5),
    since: timeParameter("When."),
    limit: { type: "integer", minimum: 1, maximum: 9, description: "How many." },
  } as const;
  const MANY = {
    act: choiceField("What.", ["open", "close"]),
    isLoud: flagField("How."),
    ids: listField("Whose.", { maxItems: 2, maxLength: 3 }),
    words: listField("Which.", { maxItems: 2, words: ["one", "two"] }),
    filter: filterField("Whom.", FILTER),
  };
  const problemOf = (body: object) => {
    try {
      return readFields({ act: "open", ...body }, MANY);
    } catch (error) {
      return error instanceof AuthError ? error.details["reason"] : error;
    }
  };

  it("are read as they are", () => {
    const body = { act: "close", isLoud: false, ids: ["a", "b"], words: [], filter: { active: true } };
    expect(readFields(body, MANY)).toEqual(body);
  });

  it.each([
    [{ act: "shut" }, "act must be one of open, close"],
    [{ act: ["open"] }, "act must be text"],
    [{ isLoud: "true" }, "isLoud must be true or false"],
    [{ isLoud: null }, "isLoud must be true or false"],
    [{ ids: "a" }, "ids must be a list"],
    [{ ids: { 0: "a", length: 1 } }, "ids must be a list"],
    [{ ids: ["a", "b", "c"] }, "ids has more than 2 items"],
    [{ ids: [""] }, "ids must hold texts of 1 to 3 characters only"],
    [{ ids: ["abcd"] }, "ids must hold texts of 1 to 3 characters only"],
    [{ ids: [["a"]] }, "ids must hold texts of 1 to 3 characters only"],
    [{ ids: ["a", "a"] }, "ids holds an item twice"],
    [{ words: ["toString"] }, "words must hold known names only"],
    [{ filter: [] }, "filter must be an object"],
    [{ filter: { actve: true } }, "in filter, actve is not known (perhaps active is meant)"],
    [
      { filter: { toString: "x" } },
      "in filter, there is a member that is not known (known: active, name, since, limit)",
    ],
    [{ filter: { active: "true" } }, "filter.active must be true or false"],
    [{ filter: { name: ["a"] } }, "filter.name must be text of 1 to 5 characters"],
    [{ filter: { limit: "5" } }, "filter.limit must be a whole number from 1 to 9"],
    [{ filter: { limit: 1.5 } }, "filter.limit must be a whole number from 1 to 9"],
    [{ filter: { since: "2026-01-31" } }, "filter.since must be a time like 2026-01-31T12:00:00Z"],
  ])("W-17 refuses %j: %s", (body, reason) => {
    expect(problemOf(body)).toBe(reason);
  });

  it("give the values of a filter as a query does", () => {
    const filter = { active: false, name: "ada", since: "2026-01-31T12:00:00+01:00", limit: 3 };
    expect(objectValues(filter, FILTER)).toEqual({ ...filter, since: Date.UTC(2026, 0, 31, 11) });
    expect(objectValues({}, FILTER)).toEqual({});
  });
});
