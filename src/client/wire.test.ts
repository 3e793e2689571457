import { describe, expectTypeOf, it } from "vitest";
import type { ListedSession } from "../sessions/list-sessions.ts";
import type { User as ServerUser } from "../user.ts";
import type { FromSchema, Session, SignedInAnswer, User } from "./wire.ts";

describe("the types of answers", () => {
  it("are what the server says it answers with", () => {
    expectTypeOf<User>().toEqualTypeOf<ServerUser>();
    expectTypeOf<Session>().toEqualTypeOf<ListedSession>();
    expectTypeOf<SignedInAnswer["accessExpiresAt"]>().toEqualTypeOf<string>();
    expectTypeOf<
      FromSchema<{ readonly type: "array"; readonly items: { readonly type: "boolean" } }>
    >().toEqualTypeOf<readonly boolean[]>();
  });
});
