/**
 * What your `claims` function adds to access tokens. Declare it once, and the function and `identity.claims` are typed
 * by it.
 *
 * @example declare module "wafer-auth" { interface CustomClaims { readonly plan: "free" | "paid" } }
 */
export interface CustomClaims {
  readonly [name: string]: unknown;
}
