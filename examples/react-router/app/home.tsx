import { useRouteLoaderData } from "react-router";
import type { loader } from "./root.tsx";

export default function Home() {
  const username = useRouteLoaderData<typeof loader>("root")?.username ?? null;
  const title = username === null ? "Nobody is signed in" : `Signed in as ${username}`;
  return (
    <>
      <title>{title}</title>
      <h1>{title}</h1>
      <p>A server has rendered this page, and knew whom for.</p>
    </>
  );
}
