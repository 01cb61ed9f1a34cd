-- Shows the customers at a glance: a view for one session of sqlite3, which
-- leaves no trace in the database.
--
--	sqlite3 -readonly -box -init customers.sql crm.db 'SELECT * FROM customers'

CREATE TEMP VIEW customers AS
SELECT
	id AS number,
	created,
	companyName AS company,
	coalesce(title || ' ', '') || coalesce(firstName || ' ', '')
		|| coalesce(lastName, '') AS name,
	(SELECT email FROM email
		WHERE customer = customer.id
		ORDER BY isMainEmail DESC, position LIMIT 1) AS email,
	(SELECT phone || ' (' || countryPrefix || ')' FROM phone
		WHERE customer = customer.id
		ORDER BY isMainPhone DESC, position LIMIT 1) AS phone,
	countryId AS country,
	brand,
	posCode AS place
FROM customer;
