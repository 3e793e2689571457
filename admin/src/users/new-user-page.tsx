import { type FormEvent, useState } from "react";
import { keep, refreshAll } from "../api/queries.ts";
import { send } from "../api/send.ts";
import { useAct } from "../api/use-act.ts";
import type { UserAnswer } from "../api/wire.ts";
import { Failure } from "../parts/failure.tsx";
import { PageTitle } from "../parts/page-title.tsx";
import { PasswordField } from "../parts/password-field.tsx";
import { Link } from "../router/link.tsx";
import { navigate } from "../router/location.ts";
import { toast } from "../shell/toast.ts";
import { UserFields, type UserValues } from "./user-fields.tsx";
import { userPath } from "./user-path.ts";

const EMPTY: UserValues = {
  username: "",
  email: "",
  firstName: "",
  lastName: "",
  isStaff: false,
  isSuperuser: false,
};

export default function NewUserPage() {
  const [values, setValues] = useState(EMPTY);
  const [password, setPassword] = useState("");
  const { isBusy, error, run } = useAct();

  async function create(event: FormEvent): Promise<void> {
    event.preventDefault();
    await run(async () => {
      const answer = await send<UserAnswer>("POST", "/admin/api/users", { ...values, password });
      refreshAll("/admin/api/users?");
      keep(userPath(answer.user.id), answer);
      toast(`${answer.user.username} is created.`);
      navigate(`/admin/users/${answer.user.id}`, { replace: true });
    });
  }

  return (
    <>
      <PageTitle title="New user" />
      <form className="narrow" onSubmit={create}>
        {error && <Failure error={error} />}
        <UserFields values={values} onChange={(change) => setValues({ ...values, ...change })} />
        <PasswordField label="Password" value={password} onChange={setPassword} />
        <div className="actions">
          <button type="submit" className="primary" aria-busy={isBusy}>
            Create user
          </button>
          <Link className="button" href="/admin/users">
            Cancel
          </Link>
        </div>
      </form>
    </>
  );
}
