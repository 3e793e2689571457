import { authenticate, createAuth, type Identity } from "wafer-auth";

declare module "wafer-auth" {
  interface CustomClaims {
    readonly plan: "free" | "paid";
  }
}

export const auth = createAuth({
  claims: (user) => ({ plan: user.isStaff ? "paid" : "free" }),
});

// @ts-expect-error a claim that was not declared so
export const wrong = createAuth({ claims: () => ({ plan: "gold" }) });

export async function planOf(request: Parameters<typeof authenticate>[0]): Promise<"free" | "paid" | null> {
  const identity: Identity | null = authenticate(request, await auth);
  return identity?.claims.plan ?? null;
}
