"""Creates customers with the classes of /types/python, with nothing but the
standard library. Arguments: the server's URL and the folder of dtos.py."""

import datetime
import sys
import types
import typing
import urllib.error
import urllib.request

server, folder = sys.argv[1:]
sys.path.insert(0, folder)
sys.dont_write_bytecode = True


def load():
    """Imports the classes anew."""
    sys.modules.pop('dtos', None)
    import dtos
    return dtos


def send(path, customer):
    """Posts a customer as JSON and returns the status and the answer."""
    request = urllib.request.Request(
        server + path, customer.to_json().encode(),
        {'Content-Type': 'application/json'})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=60) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def company(dtos, reference, **others):
    return dtos.CreateCustomer(
        privacy_policy_acceptance_storage=True,
        can_be_contacted_by_maison=False,
        client_type='COMPANY', company_name='Example & Sons',
        customer_reference=reference, country_id='it',
        pos_code='ES100:102048', brand='CAR', **others)


def create(dtos, path, reference):
    """Creates a customer with values of all kinds and prints its id."""
    status, answer = send(path, company(
        dtos, reference,
        wedding_date=datetime.date(2020, 1, 18),
        registration_date=datetime.datetime(
            2020, 12, 30, 10, 11, 12, tzinfo=datetime.timezone.utc),
        contact_by_sms_flag=True,
        emails=[dtos.Email(email='ana@example.com', is_main_email=True),
                dtos.Email(email='office@example.com', is_main_email=False)],
        events=[dtos.Event(event_type='Other',
                           event_date=datetime.date(2021, 7, 26))]))
    assert status == 200, answer
    print(dtos.CreateCustomerResponse.from_json(answer).booster_customer_id)


def test_alone():
    dtos = load()
    create(dtos, '/customer', 'Python')
    status, answer = send('/customer', company(dtos, 'Python', emails=[
        dtos.Email(email='ana at example.com')]))
    assert status == 400 and b'emails[0].email' in answer, answer


def test_with_client():
    """Where the library of the typed client is, the classes are what it asks
    for: it looks for the answer's type in the request's bases."""
    library = types.ModuleType('servicestack')
    library.IReturn = types.new_class(
        'IReturn', (typing.Generic[typing.TypeVar('T')],))
    for name in ('IReturnVoid', 'IGet', 'IPost', 'IPut', 'IPatch', 'IDelete'):
        setattr(library, name, types.new_class(name))
    sys.modules['servicestack'] = library
    dtos = load()
    request = company(dtos, 'Python with client')
    assert isinstance(request, library.IReturn)
    assert isinstance(request, library.IPost)
    assert [typing.get_args(base)[0] for base in type(request).__orig_bases__
            if typing.get_origin(base) is library.IReturn
            ] == [dtos.CreateCustomerResponse]
    create(dtos, '/json/reply/' + type(request).__name__, 'Python with client')


if 'servicestack' in sys.modules:
    sys.exit('the library is there: nothing can be said')
test_alone()
test_with_client()
