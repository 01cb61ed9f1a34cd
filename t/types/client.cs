// Creates customers with the classes of /types/csharp: as JSON and as XML, as
// the serializers of .NET write them. Arguments: the server's URL.

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

    public static void Main(string[] arguments)
    {
        Console.WriteLine(Send(arguments[0], "application/json",
            new DataContractJsonSerializer(typeof(CreateCustomer)),
            new DataContractJsonSerializer(typeof(CreateCustomerResponse)),
            Company("C# JSON")));
        Console.WriteLine(Send(arguments[0], "application/xml",
            new DataContractSerializer(typeof(CreateCustomer)),
            new DataContractSerializer(typeof(CreateCustomerResponse)),
            Company("C# XML")));
    }
}
