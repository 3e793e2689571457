import { useActor } from "../actor.ts";
import { CheckBox } from "../parts/check-box.tsx";
import { Field } from "../parts/field.tsx";

export interface UserValues {
  readonly username: string;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly isStaff: boolean;
  readonly isSuperuser: boolean;
}

interface UserFieldsProps {
  readonly values: UserValues;
  readonly onChange: (changes: Partial<UserValues>) => void;
  /** Nobody changes their own roles. */
  readonly isOwn?: boolean;
}

/** What may be written of a user, whether they are there yet or not. */
export function UserFields({ values, onChange, isOwn = false }: UserFieldsProps) {
  const { may } = useActor();
  return (
    <>
      <Field
        label="User name"
        name="new-username"
        required
        maxLength={150}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={values.username}
        onChange={(username) => onChange({ username })}
      />
      <Field
        label="E-mail address"
        type="email"
        maxLength={254}
        autoComplete="off"
        value={values.email}
        onChange={(email) => onChange({ email })}
      />
      <Field
        label="First name"
        maxLength={150}
        autoComplete="off"
        value={values.firstName}
        onChange={(firstName) => onChange({ firstName })}
      />
      <Field
        label="Last name"
        maxLength={150}
        autoComplete="off"
        value={values.lastName}
        onChange={(lastName) => onChange({ lastName })}
      />
      <fieldset>
        <legend>Roles</legend>
        <CheckBox
          label="Staff: may enter the admin"
          isChecked={values.isStaff}
          isDisabled={isOwn}
          onChange={(isStaff) => onChange({ isStaff })}
        />
        <CheckBox
          label="Superuser: may do everything there"
          isChecked={values.isSuperuser}
          isDisabled={isOwn || !may("superuser")}
          onChange={(isSuperuser) => onChange({ isSuperuser })}
        />
        {isOwn && <p className="hint">Nobody changes their own roles.</p>}
      </fieldset>
    </>
  );
}
