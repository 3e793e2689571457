/** What to do in the place of rotating keys, where tokens are signed with the secret. */
export function SecretAdvice() {
  return (
    <>
      <p>
        Access tokens are signed with the secret itself (HS256), so there are no keys to rotate here. The
        secret is changed where the servers get their settings:
      </p>
      <ol>
        <li>
          Make a new secret: <code>openssl rand -base64 48</code>
        </li>
        <li>
          With more than one server, let all of them know it first: add it to{" "}
          <code>WAFER_SECRET_FALLBACKS</code>, and restart them one by one.
        </li>
        <li>
          Make it <code>WAFER_SECRET</code>, put the old secret into <code>WAFER_SECRET_FALLBACKS</code>, and
          restart. Nobody is signed out.
        </li>
        <li>
          Leave the old one there until no session can idle any longer (<code>refreshTokenLifetime</code>) and
          the events sealed with it are gone (<code>eventRetention</code>). If it has leaked, take it out at
          once: everybody signs in anew.
        </li>
      </ol>
      <p>
        Services that verify access tokens without the secret need keys: <code>WAFER_ALGORITHM=EdDSA</code>,
        and <code>npx wafer keys generate</code>.
      </p>
    </>
  );
}
