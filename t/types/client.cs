// Creates customers with the classes of /types/csharp: as JSON and as XML, as
// the serializers of .NET write them; then changes and reads each, as they
// write and read. Arguments: the server's URL and an API key.

using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Runtime.Serialization;
using System.Runtime.Serialization.Json;
using Richemont.Booster2.PublicApi.CRM.ServiceModel;
using ServiceStack;

public static class Client
{
    static CreateCustomer Company(string reference)
    {
        return new CreateCustomer {
            privacyPolicyAcceptanceStorage = true,
            clientType = "COMPANY",
            companyName = "Example & Sons",
            customerReference = reference,
            countryId = "it",
            posCode = "ES100:102048",
            brand = "CAR",
            weddingDate = new DateTime(2020, 1, 18, 0, 0, 0, DateTimeKind.Utc),
            dataSharingConsent = true,
            emails = new List<Email> {
                new Email { email = "ana@example.com", isMainEmail = true },
                new Email { email = "office@example.com" },
            },
            events = new List<Event> {
                new Event {
                    eventType = "Other",
                    eventDate = new DateTime(2021, 7, 26, 0, 0, 0,
                        DateTimeKind.Utc),
                },
            },
        };
    }

    // Sends a customer where the class says, and reads the answer.
    static int Send(string url, string type, XmlObjectSerializer request,
        XmlObjectSerializer answer, CreateCustomer customer)
    {
        var route = (RouteAttribute) typeof(CreateCustomer)
            .GetCustomAttributes(typeof(RouteAttribute), false)[0];
        var http = (HttpWebRequest) WebRequest.Create(url + route.Path);
        var body = new MemoryStream();

        request.WriteObject(body, customer);
        http.Method = route.Verbs;
        http.Proxy = null;
        http.ContentType = type;
        http.Accept = type;
        http.ContentLength = body.Length;
        using (var stream = http.GetRequestStream())
            body.WriteTo(stream);
        using (var response = http.GetResponse())
        using (var stream = response.GetResponseStream())
            return ((CreateCustomerResponse) answer.ReadObject(stream))
                .boosterCustomerId;
    }

    static string server, key;

    // Posts a request to its predefined route, and reads the answer, if it has a
    // body.
    static TAnswer Ask<TRequest, TAnswer>(string format, TRequest message)
        where TAnswer : class
    {
        bool json = format == "json";
        XmlObjectSerializer request = json
            ? (XmlObjectSerializer)
                new DataContractJsonSerializer(typeof(TRequest))
            : new DataContractSerializer(typeof(TRequest));
        XmlObjectSerializer answer = json
            ? (XmlObjectSerializer)
                new DataContractJsonSerializer(typeof(TAnswer))
            : new DataContractSerializer(typeof(TAnswer));
        var http = (HttpWebRequest) WebRequest.Create(
            server + "/" + format + "/reply/" + typeof(TRequest).Name);
        var body = new MemoryStream();

        request.WriteObject(body, message);
        http.Method = "POST";
        http.Proxy = null;
        http.ContentType = "application/" + format;
        http.Headers["Authorization"] = "Bearer " + key;
        http.ContentLength = body.Length;
        using (var stream = http.GetRequestStream())
            body.WriteTo(stream);
        using (var response = (HttpWebResponse) http.GetResponse())
        using (var stream = response.GetResponseStream())
            return response.StatusCode == HttpStatusCode.NoContent
                ? null : (TAnswer) answer.ReadObject(stream);
    }

    static void Expect(bool good, string what)
    {
        if (!good)
            throw new Exception(what);
    }

    static void Change(string format, int id)
    {
        // in JSON the serializer of .NET says null of all that is not set, which
        // would clear it
        Ask<PatchCustomer, object>("xml", new PatchCustomer {
            boosterCustomerId = id,
            notes = format,
            interests = new List<Interest> {
                new Interest { interest = "Watches", sapInterestId = "CA-1" },
            },
        });
        var whole = Ask<GetCustomerV2, GetCustomerV2Response>(format,
            new GetCustomerV2 { customerId = id.ToString() });
        Expect(whole.notes == format && whole.boosterCustomerId == id
            && whole.brand == "CAR" && whole.emails.Count == 2
            && whole.interests[0].sapInterestId == "CA-1"
            && whole.companyName == "Example & Sons", "GetCustomerV2");
        var read = Ask<GetCustomer, GetCustomerResponse>(format,
            new GetCustomer { boosterCustomerId = id });
        Expect(read.id == id && read.brand == "CAR" && read.countryId == "it"
            && read.emails[0].email == "ana@example.com", "GetCustomer");
        var page = Ask<GetCustomerPaginated, GetCustomerPaginatedResponse>(
            format, new GetCustomerPaginated {
                brand = "CAR",
                posCodes = new List<string> { "ES100:*" },
                boosterCustomerIds = new List<int> { id },
                interests = new List<Interest> {
                    new Interest { interest = "Watches" },
                },
            });
        Expect(page.totalResults == 1
            && page.elements[0].boosterCustomerId == id
            && page.elements[0].email == "ana@example.com",
            "GetCustomerPaginated");
    }

    public static void Main(string[] arguments)
    {
        server = arguments[0];
        key = arguments[1];
        int json = Send(arguments[0], "application/json",
            new DataContractJsonSerializer(typeof(CreateCustomer)),
            new DataContractJsonSerializer(typeof(CreateCustomerResponse)),
            Company("C# JSON"));
        int xml = Send(arguments[0], "application/xml",
            new DataContractSerializer(typeof(CreateCustomer)),
            new DataContractSerializer(typeof(CreateCustomerResponse)),
            Company("C# XML"));

        Change("json", json);
        Change("xml", xml);
        Console.WriteLine(json);
        Console.WriteLine(xml);
    }
}
