import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AuthError } from "../errors.ts";
import { fieldsSchema, optionalField, readFields, textField } from "./fields.ts";

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
      { username: "a", password: "x", passwrd: "y" },
      "there is a field that is not known; did you mean password?",
    ],
    [{ username: "a", password: "x", isAdmin: true, id: 1 }, "there is a field that is not known"],
  ])("W-17 refuses %o: %s", (body, reason) => {
    expect(reasonFor(body)).toBe(reason);
  });

  it("never repeats what was sent, neither a value nor the name of an unknown field", () => {
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
    expect(problem.match(/did you mean/g)).toHaveLength(1);
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
