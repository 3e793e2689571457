import { execFileSync } from "node:child_process";
import { it } from "vitest";

it("CustomClaims, declared by a program, types its claims function and identity.claims", () => {
  execFileSync("tsc", ["-p", "test/types/claims/tsconfig.json"], { stdio: "inherit" });
});
