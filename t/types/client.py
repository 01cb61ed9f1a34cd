"""Creates customers with the classes of /types/python, with nothing but the
standard library, and asks for all else that there is. Arguments: the server's
URL, the folder of dtos.py and an API key."""

import dataclasses
import datetime
import json
import sys
import types
import typing
import urllib.error
import urllib.request

server, folder, key = sys.argv[1:]
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
        {'Content-Type': 'application/json',
         'Authorization': 'Bearer ' + key})
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


def ask(request, answer=None, many=None):
    """Sends a request; returns the answer as that class, or a list."""
    status, text = send('/json/reply/' + type(request).__name__, request)
    assert status == (200 if answer or many else 204), (request, text)
    if many:
        return [many.from_json(json.dumps(one)) for one in json.loads(text)]
    return answer.from_json(text) if answer else None


def test_operations():
    """Every operation, with what its classes say."""
    dtos = load()
    number = ask(company(dtos, 'Python reads'),
                 dtos.CreateCustomerResponse).booster_customer_id
    ask(dtos.PatchCustomer(
        booster_customer_id=number, notes='patched',
        wedding_date=datetime.date(2020, 1, 18),
        interests=[dtos.Interest(interest='Watches',
                                 sap_interest_id='CA-1')]))
    short = ask(dtos.GetCustomer(booster_customer_id=number),
                dtos.GetCustomerResponse)
    assert (short.id, short.brand) == (number, 'CAR'), short
    whole = ask(dtos.GetCustomerV2(customer_id=str(number)),
                dtos.GetCustomerV2Response)
    assert whole.notes == 'patched' and whole.wedding_date == '2020-01-18'
    given = {field.name: getattr(whole, field.name)
             for field in dataclasses.fields(dtos.UpdateCustomer)
             if getattr(whole, field.name, None) is not None}
    ask(dtos.UpdateCustomer(**{**given, 'company_name': 'Updated'}))
    page = ask(dtos.GetCustomerPaginated(
        brand='CAR', pos_codes=['ES100:*'], booster_customer_ids=[number],
        creation_date_from=datetime.date(2020, 1, 1),
        interests=[dtos.Interest(interest='Watches')]),
        dtos.GetCustomerPaginatedResponse)
    assert page.total_results == 1, page
    assert page.elements[0]['companyName'] == 'Updated', page
    assert ask(dtos.GetCustomerChanges(brand='CAR'),
               dtos.GetCustomerChangesResponse).next
    task = ask(dtos.ExportCustomer(
        brand='CAR', pos_codes=['*'], download_request_id='Python'),
        dtos.ExportCustomerResponse).async_task_id
    assert [one.status for one in ask(dtos.GetTask(), many=dtos.Task)
            if one.async_task_id == task] == ['COM']
    assert ask(dtos.GetTaskDetail(async_task_id=task),
               dtos.Task).percentage == 100
    assert 'erase' in ask(dtos.GetMe(), dtos.GetMeResponse).scopes
    ask(dtos.DeleteCustomer(booster_customer_id=number))
    assert send('/json/reply/GetCustomer', dtos.GetCustomer(
        booster_customer_id=number))[0] == 404


if 'servicestack' in sys.modules:
    sys.exit('the library is there: nothing can be said')
test_alone()
test_with_client()
test_operations()
