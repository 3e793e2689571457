import { PageTitle } from "../parts/page-title.tsx";
export default function NewUserPage() {
  return <PageTitle title="User" />;
}
