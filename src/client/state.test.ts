import { describe, expect, it } from "vitest";
import { createStore } from "./state.ts";
import type { User } from "./wire.ts";

const ADA = { id: "1", username: "ada" } as User;

describe("the state", () => {
  it("is unknown at first, and one object until something changes", () => {
    const store = createStore();
    expect(store.state).toEqual({ status: "unknown", user: null, reason: null });
    store.set(ADA);
    const { state } = store;
    store.set({ ...ADA });
    expect(store.state).toBe(state);
  });

  it("keeps the reason of a sign-out until somebody signs in", () => {
    const store = createStore();
    store.set(ADA);
    store.set(null, "session_ended");
    store.set(null);
    expect(store.state.reason).toBe("session_ended");
    store.set(ADA);
    store.set(null);
    expect(store.state.reason).toBeNull();
  });

  it("is told to each listener for as long as it listens", () => {
    const store = createStore();
    let heard = 0;
    const listener = () => {
      heard++;
    };
    const stops = [store.subscribe(listener), store.subscribe(listener)];
    store.set(ADA);
    stops[0]?.();
    store.set(null);
    stops[1]?.();
    store.set(ADA);
    expect(heard).toBe(3);
  });
});
