"""A program that somebody writes against the contract: all it knows of the server comes from openapi-python-client."""

import sys

from homefront_client import AuthenticatedClient, Client
from homefront_client.api.areas import list_areas
from homefront_client.api.households import change_household, create_household, list_households, show_household
from homefront_client.api.sessions import sign_in
from homefront_client.models import (
    AreaLevel,
    Household,
    HouseholdNew,
    HouseholdPatch,
    MemberNew,
    PersonNew,
    PhoneNew,
    PostingNew,
    Problem,
    ProblemCode,
    Relation,
    SignIn,
)


def main(server, username, password):
    session = sign_in.sync(client=Client(base_url=server), body=SignIn(username=username, password=password))
    client = AuthenticatedClient(base_url=server, token=session.access_token)

    village = list_areas.sync(client=client, level=AreaLevel.VILLAGE, limit=1).items[0]
    person = PersonNew(name="王芳", phones=[PhoneNew(number="13012345671")])
    member = MemberNew(relation=Relation.WORKER, person=person, posting=PostingNew())
    new = HouseholdNew(area_id=village.id, address="3号楼1门101室", members=[member])
    created = create_household.sync(client=client, body=new)
    assert isinstance(created, Household), created
    again = create_household.sync(client=client, body=new)
    assert isinstance(again, Problem) and again.code == ProblemCode.POSSIBLE_DUPLICATE, again

    listed = list_households.sync(client=client, q="wf")
    assert created.id in [household.id for household in listed.items], listed

    read = show_household.sync_detailed(created.id, client=client)
    etag = read.headers["etag"]
    patch = HouseholdPatch(contact_hours="18点以后")
    changed = change_household.sync(created.id, client=client, body=patch, if_match=etag)
    assert isinstance(changed, Household) and changed.contact_hours == "18点以后", changed
    stale = change_household.sync(created.id, client=client, body=patch, if_match=etag)
    assert isinstance(stale, Problem) and stale.code == ProblemCode.STALE, stale
    print(changed.reference, *(member.person.name for member in changed.members))


main(*sys.argv[1:])
