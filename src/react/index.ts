"use client";

export { safeNext } from "../safe-next.ts";
export { AuthProvider, type AuthProviderProps } from "./auth-provider.tsx";
export { RequireUser, type RequireUserProps } from "./require-user.tsx";
export { SignInForm, type SignInFormProps } from "./sign-in-form.tsx";
export { type Auth, useAuth, useUser } from "./use-auth.ts";
export type { Words } from "./words.ts";
