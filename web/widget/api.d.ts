// Generated from openapi.yaml by tools/openapi; do not edit.
// openapi.yaml sha256 4c8da33f7d1d9b2e9b47ba9123982fecee9e6ea1f6a0d18038687bed04667f10

export interface paths {
    "/v1/physicians": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Physicians near a place
         * @description One card for each physician, the nearest office that fits first; without an origin, of the offices that fit the one with
         *     the best evidence of annular closure, then the one of the lowest id. `annular_closure`, `accepting` and `languages` are those
         *     of the office shown. Order is exact: whole metres, then a lot of the NPI and the registry's month (`sort=distance`);
         *     quality of the text match, metres, the lot (`sort=relevance`); family name, given name, the lot (`sort=name`). Without `sort`
         *     a place alone orders by distance, words by relevance, and filters alone by name.
         *     When fewer than three physicians are within the radius, page 1 adds the nearest beyond it in `beyond`; these are not counted.
         *
         *     A filter keeps who is known to fit. Of most offices it is not known which languages they speak or whether they take new
         *     patients: with `unknown=apart`, physicians of whom it is not known are in `unknown` and counted in `meta.unknown_total`,
         *     `total` staying what it is. Such a physician has no office within the radius that fits, and at least one of which
         *     what `language`, `accepting` or both ask for is not known, while everything else that is asked for holds for that same
         *     office; the nearest such office is shown. Pages cut one sequence, first all who fit, then all of whom it is not known: a
         *     page holds up to `page_size` cards of both together, and `links.next` leads through them all. `beyond`
         *     then comes only when both together are fewer than three, and holds who is known to fit.
         */
        get: operations["searchPhysicians"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The same search as a form, for partner sites
         * @description Takes the parameters of `GET /v1/physicians` as a form, so that what a visitor typed is in no URL and the browser needs no
         *     preflight. `key` names the partner; the answer may be read by pages of the partner's registered origins only.
         *     An unknown key, or an `Origin` the key is not registered for, is 403 without CORS headers; a revoked or expired key is 403
         *     with them. A request without `Origin` is answered at a low rate.
         *     `links.next` and `links.prev` are null, as a form has no address: send it again with another `page`. There is no `ETag`.
         */
        post: operations["searchByForm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/physicians/{npi}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One physician with every office
         * @description `location` is the office with the best evidence of annular closure (confirmed, else reported by the office, else the
         *     first), all others are `other_locations`. `distance` is null: there is no origin.
         */
        get: operations["getPhysician"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Everybody, with every office
         * @description Streams the whole directory, all of one generation (`X-Generation`), by NPI: a line of JSON for each physician, or a row of CSV
         *     for each office. What is known of annular closure, new patients and languages is said of each office, as a search that shows this
         *     office says it. `X-Physicians` is how many lines there are; an answer that ends early is broken off and must not be taken for
         *     whole. Send `ETag` back in `If-None-Match`: while nothing has changed the answer is 304 and counts for nothing.
         *     Two a minute per address prefix. With `npi` it holds these physicians alone, in the same form, and counts as a search.
         */
        get: operations["exportPhysicians"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * In whom the directory has changed since then
         * @description Every physician whom an export of now holds otherwise than one of the moment that `since` names: who came, who went, and
         *     in which members they differ, offices by themselves. What the listings say and what is known of annular closure are both
         *     compared, words that have expired meanwhile included. The sentences `evidence`, `checked` and `phone_checked` are not, being worded anew
         *     every day. Take the physicians anew with `/v1/export?npi=…`, up to 100 at once.
         *
         *     `since` is `X-State` of an export, or `meta.state` of the changes before: both name the moment exactly. Of
         *     `meta.generation` alone the moment is not known: the comparison is then with the time at which that generation was
         *     built, and everybody of whom anything was said since is told, with empty `fields` and `offices` where it was taken back again.
         *
         *     A moment whose generation is no longer held, or from which more than 20,000 physicians differ, is 410 with the address
         *     of the export in `Link`.
         */
        get: operations["listChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/places": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Places that begin with what was typed
         * @description For a type-ahead: towns by population, and ZIP codes by prefix. Send `value` of the one chosen as `near`.
         */
        get: operations["suggestPlaces"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/specialties": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What `specialty` takes
         * @description The named sets with their NUCC codes, then every code of the taxonomy table by itself.
         */
        get: operations["listSpecialties"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/data-quality": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How good the data is
         * @description How many are listed, how old the words about annular closure are and how they came, what became of reports of mistakes, and
         *     how far the sources agree. Taken anew about every ten minutes. `/data-quality` is the same as a page, with the method.
         */
        get: operations["getDataQuality"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.yaml": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This document
         * @description As YAML, in the version of OpenAPI that its first line names.
         */
        get: operations["getDocument"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the process runs
         * @description Answered whatever else is away. That it answers is all that it says.
         */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether searches can be answered, and why not
         * @description For load balancers. It is 503 until the first generation is in memory, and once the process is told to end.
         */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description One or more values, repeated or separated by commas. */
        AnyOf: string[];
        /** @description The parameters of `GET /v1/physicians`, and the partner's key. */
        SearchForm: {
            key?: string;
            near?: string;
            /** Format: double */
            radius?: number;
            /** @enum {string} */
            unit?: "mi" | "km";
            q?: string;
            specialty?: components["schemas"]["AnyOf"];
            /** @enum {string} */
            annular_closure?: "offered" | "confirmed";
            verified_within_days?: number;
            accepting?: components["schemas"]["AnyOf"];
            language?: components["schemas"]["AnyOf"];
            gender?: components["schemas"]["AnyOf"];
            state?: components["schemas"]["AnyOf"];
            bbox?: string;
            /** @enum {string} */
            unknown?: "apart";
            /** @enum {string} */
            others?: "count";
            /** @enum {string} */
            farther?: "count";
            /** @enum {string} */
            sort?: "distance" | "relevance" | "name";
            page?: number;
            page_size?: number;
            /** @enum {string} */
            explain?: "0" | "1";
            /** @enum {string} */
            clusters?: "0" | "1";
            fields?: string[];
            /**
             * @description `1`: no `near` is needed where `npi`, `state`, `bbox`, `specialty` or `annular_closure` says who is asked for, as with
             *     `GET`. Without it a form that leaves the place out is that of a person who is to be asked for it.
             * @enum {string}
             */
            anywhere?: "0" | "1";
            /** @description With `anywhere=1` alone. */
            npi?: string[];
            /**
             * @description `1` adds `map` to a JSON answer, a drawn map of its cards; `grouped` draws those of one place as one pin.
             * @enum {string}
             */
            map?: "0" | "1" | "grouped";
            /**
             * @description `1` adds `texts` to a JSON answer: what a page says around its cards, and the filters that it offers.
             * @enum {string}
             */
            texts?: "0" | "1";
            /** @enum {string} */
            lang?: "en" | "es";
        };
        SearchAnswer: {
            data: components["schemas"]["Card"][];
            /** @description Physicians of whom is not known what `language` or `accepting` ask for; empty without `unknown=apart`. */
            unknown: components["schemas"]["Card"][];
            /**
             * @description The nearest physicians outside the radius that fit, when fewer than three are inside (with `unknown=apart`: in both
             *     lists together); not counted in `meta.total`.
             */
            beyond: components["schemas"]["Card"][];
            meta: components["schemas"]["Meta"];
            /** @description The parameters as they were understood, defaults filled in. */
            query: {
                [key: string]: unknown;
            };
            warnings: components["schemas"]["Warning"][];
            links: components["schemas"]["Links"];
            request_id: string;
            /** @description Of all who fit, most first; only with `clusters=1`, and only when anybody fits. */
            clusters?: components["schemas"]["Cluster"][];
            /** @description Only with `map` on `POST /v1/search`, and only when there is an origin or a card to draw. */
            map?: components["schemas"]["MapPicture"];
            /** @description Only with `texts=1` on `POST /v1/search`. */
            texts?: components["schemas"]["Texts"];
        };
        /** @description What a page says around the cards of an answer, in the language of `lang`. */
        Texts: {
            /** @description What is shown, and in which order; empty where that goes without saying. */
            lead: string;
            /** @description The heading of `beyond`; empty where nobody is in it. */
            beyond: string;
            /** @description What the distances are, and how new the list is. */
            note: string;
            /** @description First those that are on and that nothing else offers, then everybody, then what the answer can be narrowed to. */
            filters: components["schemas"]["OfferedFilter"][];
        };
        /** @description The same search with a filter or, where it is on, without it. */
        OfferedFilter: {
            text: string;
            on: boolean;
            /** @description Not a filter: everybody. It is on while no filter is. */
            all: boolean;
            /** @description A filter that is not offered otherwise; all that can be done is to take it away. */
            chip: boolean;
            /** @description How many are found then, written out; empty where they are not counted. */
            count: string;
            /** @description Of how many more it is not known ("35 not known"); empty: of nobody. */
            unknown: string;
            /** @description The parameters that change; one that goes is empty. `page` goes always. */
            set: {
                [key: string]: string;
            };
        };
        /**
         * @description A map of the page's cards as data, to draw in a frame 600 wide and 400 high (an SVG `viewBox="0 0 600 400"`) without asking
         *     anyone for tiles. Paths are SVG path data in half units: draw them in a group scaled by 0.5. Positions are in frame units.
         */
        MapPicture: {
            /** @description What the map shows, for people who do not see it. */
            label: string;
            caption: string;
            /** @description Land beyond the frontiers, as closed rings. Paths are named in the order in which one goes over the other. */
            neighbors: string;
            /** @description Lakes between the neighbors and the land, as closed rings; fill them even-odd. */
            shared: string;
            /** @description Closed rings; fill them even-odd. */
            land: string;
            /** @description Built-up areas, as closed rings. */
            urban: string;
            /** @description Lines; empty where they would be a smear. */
            counties: string;
            /** @description Lines; they run on through lakes. */
            rivers: string;
            /** @description Closed rings; fill them even-odd. */
            lakes: string;
            /** @description Lines. */
            states: string;
            /** @description Interstates, as lines straight from town to town; empty in a close look. */
            roads: string;
            /** @description Numbers of roads, each centered on its road. */
            routes: components["schemas"]["MapRoute"][];
            rings: components["schemas"]["MapRing"][];
            towns: components["schemas"]["MapTown"][];
            /** @description Where distances are measured from; null without one. */
            origin: components["schemas"]["MapSpot"] | null;
            pins: components["schemas"]["MapPin"][];
        };
        MapRoute: {
            /** Format: double */
            x: number;
            /** Format: double */
            y: number;
            /** @example I-94 */
            name: string;
        };
        MapSpot: {
            /** Format: double */
            x: number;
            /** Format: double */
            y: number;
        };
        /** @description A circle about the origin. */
        MapRing: {
            /** Format: double */
            x: number;
            /** Format: double */
            y: number;
            radius: number;
            /** @description This is the radius searched. */
            search: boolean;
            /** @description Its length in words. */
            text: string;
            /** @description Middle of the text's base line; null where it would not be seen. */
            label: components["schemas"]["MapSpot"] | null;
        };
        /** @description A town's dot and name; where pins cover one of the largest, both stand near it. */
        MapTown: {
            /** Format: double */
            x: number;
            /** Format: double */
            y: number;
            name: string;
            /** @description The name ends left of the dot, else it begins right of it. */
            left: boolean;
            /** @description The name stands apart from the town, whose spot is not drawn. */
            apart: boolean;
        };
        /** @description A card's number where it is drawn, and the spot it stands for. */
        MapPin: {
            /** @description Of the card, counted over all pages from 1; the cards of `unknown`, then those of `beyond`, go on from those of `data`. */
            number: number;
            /** Format: double */
            x: number;
            /** Format: double */
            y: number;
            at: components["schemas"]["MapSpot"];
            /** @description Drawn apart from `at`, because other pins are there. */
            moved: boolean;
            beyond: boolean;
            /** @description Only with `map=grouped`. The last of the numbers that stand here, `number` where it stands alone. */
            last?: number;
            /**
             * Format: double
             * @description Only with `map=grouped`. Half the width of the mark.
             */
            half?: number;
        };
        /** @description The physicians of the whole result whose cards (`location`) stand in one H3 cell. */
        Cluster: {
            /** @description Send this as `near` where its resolution is 4 or more. */
            cell: string;
            /**
             * Format: double
             * @description The middle of the offices shown, not of the cell.
             */
            lat: number;
            /** Format: double */
            lng: number;
            physicians: number;
            /** @description Those of them who are known to offer annular closure. Of the others it is not known. */
            offering: number;
        };
        /** @description The members of `Card` that `fields` names, and `npi`. */
        PartialCard: {
            npi: string;
        } & {
            [key: string]: unknown;
        };
        /** @description A `SearchAnswer` to a question with `fields`. */
        PartialAnswer: {
            data: components["schemas"]["PartialCard"][];
            unknown: components["schemas"]["PartialCard"][];
            beyond: components["schemas"]["PartialCard"][];
            meta: components["schemas"]["Meta"];
            query: {
                [key: string]: unknown;
            };
            warnings: components["schemas"]["Warning"][];
            links: components["schemas"]["Links"];
            request_id: string;
            clusters?: components["schemas"]["Cluster"][];
            map?: components["schemas"]["MapPicture"];
            texts?: components["schemas"]["Texts"];
        };
        /** @description A `PhysicianAnswer` to a question with `fields`. */
        PartialPhysicianAnswer: {
            data: components["schemas"]["PartialCard"];
            facts?: components["schemas"]["Fact"][];
            meta: components["schemas"]["SourceMeta"];
            request_id: string;
        };
        PhysicianAnswer: {
            data: components["schemas"]["Card"];
            /** @description What is known of the physician, and how old it is, in the words of a profile. */
            facts: components["schemas"]["Fact"][];
            meta: components["schemas"]["SourceMeta"];
            request_id: string;
        };
        Fact: {
            name: string;
            value: string;
        };
        SourceAge: {
            /**
             * @description `nppes`: the national registry; `nppes-pl`: its further practice locations; `dac`: CMS Doctors and Clinicians; `npd`: the National Provider Directory; `roster`: who offers annular closure.
             * @enum {string}
             */
            source: "roster" | "nppes" | "nppes-pl" | "dac" | "npd";
            /**
             * Format: date
             * @description The last day that it tells of, ISO 8601; null when it does not say.
             */
            as_of: string | null;
        };
        /** @description The build of the index that answered. */
        SourceMeta: {
            generation: string;
            /**
             * Format: date
             * @description The last day of the national registry that this build holds, ISO 8601; null when that is not known. Evidence has dates of its own.
             */
            data_as_of: string | null;
            /** @description How new each source of the listings is, the registry (`nppes`) among them. */
            sources: components["schemas"]["SourceAge"][];
            /** @description Answered from memory while the index is away. */
            degraded: boolean;
        };
        /** @description One physician; `location` is the office that fits and is nearest. */
        Card: {
            npi: string;
            name: components["schemas"]["Name"];
            /** @enum {string|null} */
            gender: "F" | "M" | "X" | null;
            /**
             * @description What the surgeon is, for people, in the language of `lang`: "Orthopedic spine surgeon". A specialist of the spine or of
             *     nerves is called so; nobody else is. Empty when no specialty is known.
             */
            kind: string;
            /**
             * @description What to ask whoever is no such specialist, in the language of `lang`: "Ask if they operate on the spine"; null for
             *     specialists. Show it wherever you show the card.
             */
            ask: string | null;
            specialties: components["schemas"]["Specialty"][];
            /**
             * @description What the practice says; null when nobody vouches for it, when it was withdrawn, or when the word is more than 180 days
             *     old (`FINDER_EXPIRE_DAYS`), which is all "ask the office".
             */
            annular_closure: components["schemas"]["AnnularClosure"] | null;
            /**
             * @description The list that names the physician, a manufacturer's training list say, where the practice itself has said nothing;
             *     never a sign that it is offered. Null: none is known.
             */
            named_on: components["schemas"]["NamedOn"] | null;
            evidence: components["schemas"]["Evidence"];
            /**
             * @description Plan-Net code; null when unknown.
             * @enum {string|null}
             */
            accepting: "newpt" | "existptonly" | "existptfam" | "nopt" | null;
            /** @description BCP 47; empty when unknown. */
            languages: string[];
            /** @description True when Doctors and Clinicians says that the physician offers video visits, else null; it never says no. */
            telehealth: boolean | null;
            /**
             * @description True when Doctors and Clinicians says of every enrolment that it accepts what Medicare approves as full payment
             *     (`meta.sources` says how new that file is), else null; it never says no.
             */
            medicare: boolean | null;
            /** @description Hospitals that Doctors and Clinicians names as those of the physician; empty when it names none, which is "not known". */
            hospitals: string[];
            location: components["schemas"]["Location"];
            /** @description All other offices of the physician, nearest first. */
            other_locations: components["schemas"]["Location"][];
            /** @description From the origin to `location`; null without an origin. */
            distance: components["schemas"]["Distance"] | null;
            /** @description Why the card is in the answer; only with `explain=1`. */
            reasons?: components["schemas"]["Reason"][];
        };
        /** @description One physician with every office; the members are those of `Card`. */
        ExportedPhysician: {
            npi: string;
            name: components["schemas"]["Name"];
            /** @enum {string|null} */
            gender: "F" | "M" | "X" | null;
            specialties: components["schemas"]["Specialty"][];
            telehealth: boolean | null;
            medicare: boolean | null;
            hospitals: string[];
            /** @description By `location.id`; one or more. */
            offices: components["schemas"]["ExportedOffice"][];
        };
        /** @description One office, and what is known there; the members are those of `Card`. */
        ExportedOffice: {
            location: components["schemas"]["Location"];
            annular_closure: components["schemas"]["AnnularClosure"] | null;
            named_on: components["schemas"]["NamedOn"] | null;
            evidence: components["schemas"]["Evidence"];
            /** @enum {string|null} */
            accepting: "newpt" | "existptonly" | "existptfam" | "nopt" | null;
            languages: string[];
        };
        ChangesAnswer: {
            data: components["schemas"]["Change"][];
            meta: components["schemas"]["ChangesMeta"];
            request_id: string;
        };
        ChangesMeta: {
            since: string;
            /** @description Send this as `since` next time. */
            state: string;
            generation: string;
            /** Format: date */
            data_as_of: string | null;
            added: number;
            changed: number;
            removed: number;
            /** @description Answered from memory while the index is away. */
            degraded: boolean;
        };
        /** @description What became of a physician; who was added or removed has neither `fields` nor `offices`. */
        Change: {
            npi: string;
            /** @enum {string} */
            change: "added" | "changed" | "removed";
            /** @description The members of `ExportedPhysician` that differ, other than `offices`. */
            fields: ("name" | "gender" | "specialties" | "telehealth" | "medicare" | "hospitals")[];
            /** @description The offices that differ, by id. */
            offices: components["schemas"]["OfficeChange"][];
        };
        OfficeChange: {
            /** @description The `id` of a `Location`. */
            id: string;
            /** @enum {string} */
            change: "added" | "changed" | "removed";
            /** @description The members of `ExportedOffice` and of its `location` that differ; empty for one that was added or removed. */
            fields: ("name" | "address" | "phone" | "extension" | "fax" | "position" | "source" | "updated_on" | "annular_closure" | "named_on" | "accepting" | "languages")[];
        };
        Name: {
            display: string;
            given: string;
            middle: string;
            family: string;
            suffix: string;
            credentials: string[];
        };
        Specialty: {
            code: string;
            name: string;
            primary: boolean;
        };
        AnnularClosure: {
            /** @enum {string} */
            status: "confirmed" | "self_reported";
            device: string;
            source: string;
            /** Format: date */
            source_date: string | null;
            /** Format: date */
            verified_on: string | null;
            /** @description Verified longer ago than the finder calls fresh, 90 days as a rule, or never dated. */
            stale: boolean;
        };
        NamedOn: {
            list: string;
            /**
             * Format: date
             * @description When the list was looked at.
             */
            on: string | null;
        };
        /**
         * @description What is known of annular closure as a sentence in the language of `lang`, on the day of the answer. Show this: it says
         *     "ask the office" where nothing is known, and how old the evidence is where it is old.
         */
        Evidence: {
            /** @enum {string} */
            kind: "confirmed" | "self_reported" | "stale" | "unknown";
            text: string;
            /** @description What to do about it; empty when there is nothing to do. */
            note: string;
        };
        Location: {
            id: string;
            name: string;
            address: components["schemas"]["Address"];
            /** @description The practice's own number in E.164; null when unknown. */
            phone: string | null;
            /** @description What is dialled after `phone`, in digits; null when none is known. */
            extension: string | null;
            /** @description The office's own fax in E.164, as the registry has it for this address; null when unknown. */
            fax: string | null;
            position: components["schemas"]["Position"];
            /**
             * @description Whose address this is.
             * @enum {string}
             */
            source: "roster" | "nppes" | "nppes-pl" | "dac" | "npd";
            /** Format: date */
            updated_on: string | null;
            /**
             * @description Who says the address and the phone, as of when, as a sentence in the language of `lang`: a phone of the roster is not
             *     the registry's. null when no source has a date.
             */
            checked: string | null;
            /** @description The same of `phone` alone, and that it may be out of date where it is more than two years old; null without a date. */
            phone_checked: string | null;
        };
        Address: {
            line1: string;
            line2: string;
            city: string;
            state: string;
            postal_code: string;
        };
        Position: {
            /** Format: double */
            lat: number;
            /** Format: double */
            lng: number;
            /**
             * @description What this is the position of.
             * @enum {string}
             */
            precision: "rooftop" | "street" | "zip" | "city";
        };
        Distance: {
            meters: number;
            /** Format: double */
            miles: number;
            text: string;
        };
        Reason: {
            parameter: string;
            value: string;
        };
        Meta: {
            /**
             * @description How many fit and where, as a heading in the language of `lang` that names every filter: "No surgeon known to offer
             *     annular closure within 50 miles of Fargo, ND". Show this and not the bare total, which would deny the others.
             */
            summary: string;
            /** @description Physicians that fit, on all pages. */
            total: number;
            /**
             * @description `eq`: exactly `total` and `unknown_total`; `gte`: at least.
             * @enum {string}
             */
            total_relation: "eq" | "gte";
            /** @description Physicians of `unknown`, on all pages; null without `unknown=apart`. */
            unknown_total: number | null;
            /** @description The heading of `unknown`, which says what is not known of how many; null when there is nobody in it. */
            unknown_summary: string | null;
            /**
             * @description Whom the same search finds without its filters or, where that finds nobody else and there is a place, without its
             *     words too; null without `others=count`, and when there is nobody.
             */
            others: components["schemas"]["Others"] | null;
            /**
             * @description The least of the radii 10, 25, 50, 100, 250 and 500, in the unit of the search, in which the same search finds more;
             *     null without `farther=count`, from the third physician of an answer on, and where none does.
             */
            farther: components["schemas"]["Farther"] | null;
            page: number;
            page_size: number;
            /** @description What distances are measured from; null without one. */
            origin: components["schemas"]["Origin"] | null;
            radius_meters: number | null;
            facets: components["schemas"]["Facets"];
            /** @description The words of `q` name signs of an emergency (cauda equina). Show the 911 notice before anything else. The same as `urgency` being `emergency`. */
            red_flag: boolean;
            /**
             * @description How soon the words of `q` call for help: `emergency` (911 now), `urgent` (call the surgeon or a doctor today: a foot that
             *     drops, fever or redness after an operation), or null. Show its notice before anything else. null is no all-clear, and
             *     the words await review by clinicians.
             * @enum {string|null}
             */
            urgency: "emergency" | "urgent" | null;
            /** @description Words of `q` that were read as a parameter. */
            understood: components["schemas"]["Understood"][];
            generation: string;
            /**
             * Format: date
             * @description The last day of the national registry that this build holds, ISO 8601; null when that is not known. Evidence has dates of its own.
             */
            data_as_of: string | null;
            /** @description How new each source of the listings is, the registry (`nppes`) among them. */
            sources: components["schemas"]["SourceAge"][];
            /** @description Answered from memory while the index is away. */
            degraded: boolean;
        };
        /** @description Physicians whom the filters of a search leave out. */
        Others: {
            /** @description Besides those of `total` and `unknown_total`. */
            total: number;
            /**
             * @description `eq`: exactly `total`; `gte`: at least.
             * @enum {string}
             */
            total_relation: "eq" | "gte";
            /** @description The way to them as a button's text in the language of `lang`: "Show the 5 other surgeons near Fargo, ND". */
            summary: string;
            /** @description What to send to find them, and those of this answer. */
            parameters: {
                [key: string]: string;
            };
        };
        /** @description The same search, farther. */
        Farther: {
            /**
             * Format: double
             * @description In the unit of the search; what to send.
             */
            radius: number;
            /** @description Whom it finds, with `unknown=apart` those of whom it is not known included. */
            total: number;
            /**
             * @description `eq`: exactly `total`; `gte`: at least.
             * @enum {string}
             */
            total_relation: "eq" | "gte";
            /** @description The way to them as a button's text in the language of `lang`: "Search within 250 miles: 4 surgeons". */
            summary: string;
        };
        Origin: {
            label: string;
            /**
             * @description A `region` is searched as far as it reaches at least; the others are points.
             * @enum {string}
             */
            kind: "zip" | "zip3" | "city" | "region" | "coords" | "cell";
            /** Format: double */
            lat: number;
            /** Format: double */
            lng: number;
            /** @description How far from the point the person may be. */
            precision_meters: number;
        };
        /**
         * @description Counts of physicians over the whole result, not the page: by each of their specialties, by the best evidence and by every
         *     language of their offices that fit. A count is the total of the same search with that value as its filter, so `es-MX`
         *     counts for `es` too.
         */
        Facets: {
            specialty: {
                [key: string]: number;
            };
            annular_closure: components["schemas"]["ClosureFacet"];
            language: {
                [key: string]: number;
            };
            /** @description Physicians of whom any language is known. */
            language_known: number;
        };
        ClosureFacet: {
            confirmed: number;
            self_reported: number;
            unknown: number;
        };
        Understood: {
            /** @description The words as typed. */
            text: string;
            parameter: string;
            value: string;
            /** @description `q` without these words: what to send to take the reading back. */
            without: string;
            /** @description What they were read as, in the language of `lang`. */
            meaning: string;
        };
        /**
         * @description The question was answered, but not quite as it was put. `list_cut` says on page 100 that the list goes on: narrow the
         *     question, or take `GET /v1/export`.
         */
        Warning: {
            code: string;
            parameter: string;
            text: string;
        };
        /** @description References relative to the host that answered. */
        Links: {
            self: string;
            next: string | null;
            prev: string | null;
        };
        /** @description RFC 7946, one Point for each card; the members beside it are those of the JSON answer. */
        FeatureCollection: {
            /** @enum {string} */
            type: "FeatureCollection";
            /** @description West, south, east, north of all points; west above east crosses the antimeridian. Absent without features. */
            bbox?: number[];
            features: components["schemas"]["Feature"][];
            meta: components["schemas"]["Meta"];
            query: {
                [key: string]: unknown;
            };
            warnings: components["schemas"]["Warning"][];
            links: components["schemas"]["Links"];
            request_id: string;
        };
        Feature: {
            /** @enum {string} */
            type: "Feature";
            /** @description The NPI. */
            id: string;
            geometry: components["schemas"]["PointGeometry"];
            properties: components["schemas"]["FeatureProperties"];
        };
        PointGeometry: {
            /** @enum {string} */
            type: "Point";
            /** @description Longitude, latitude. */
            coordinates: number[];
        };
        /** @description The members of the card, whether it is of `unknown`, and whether it lies beyond the radius. */
        FeatureProperties: {
            npi: string;
            name: components["schemas"]["Name"];
            /** @enum {string|null} */
            gender: "F" | "M" | "X" | null;
            specialties: components["schemas"]["Specialty"][];
            /**
             * @description What the practice says; null when nobody vouches for it, when it was withdrawn, or when the word is more than 180 days
             *     old (`FINDER_EXPIRE_DAYS`), which is all "ask the office".
             */
            annular_closure: components["schemas"]["AnnularClosure"] | null;
            /**
             * @description The list that names the physician, a manufacturer's training list say, where the practice itself has said nothing;
             *     never a sign that it is offered. Null: none is known.
             */
            named_on: components["schemas"]["NamedOn"] | null;
            evidence: components["schemas"]["Evidence"];
            /**
             * @description Plan-Net code; null when unknown.
             * @enum {string|null}
             */
            accepting: "newpt" | "existptonly" | "existptfam" | "nopt" | null;
            /** @description BCP 47; empty when unknown. */
            languages: string[];
            /** @description True when Doctors and Clinicians says that the physician offers video visits, else null; it never says no. */
            telehealth: boolean | null;
            /**
             * @description True when Doctors and Clinicians says of every enrolment that it accepts what Medicare approves as full payment
             *     (`meta.sources` says how new that file is), else null; it never says no.
             */
            medicare: boolean | null;
            /** @description Hospitals that Doctors and Clinicians names as those of the physician; empty when it names none, which is "not known". */
            hospitals: string[];
            location: components["schemas"]["Location"];
            /** @description All other offices of the physician, nearest first. */
            other_locations: components["schemas"]["Location"][];
            /** @description From the origin to `location`; null without an origin. */
            distance: components["schemas"]["Distance"] | null;
            /** @description Why the card is in the answer; only with `explain=1`. */
            reasons?: components["schemas"]["Reason"][];
            unknown: boolean;
            beyond: boolean;
        };
        Place: {
            label: string;
            /** @description Send this as `near`. */
            value: string;
            /** @enum {string} */
            kind: "zip" | "zip3" | "city" | "region" | "coords" | "cell";
            /** Format: double */
            lat: number;
            /** Format: double */
            lng: number;
        };
        PlacesAnswer: {
            data: components["schemas"]["Place"][];
            request_id: string;
        };
        SpecialtyChoice: {
            /** @description Send this as `specialty`. */
            value: string;
            name: string;
            /** @description The NUCC codes it stands for. */
            codes: string[];
        };
        QualityAnswer: {
            data: components["schemas"]["Quality"];
            request_id: string;
        };
        Quality: {
            /** Format: date */
            day: string;
            generation: string;
            /** Format: date */
            data_as_of: string | null;
            physicians: number;
            offices: number;
            offering: components["schemas"]["OfferingQuality"];
            /** @description Of 365 days; null while that cannot be asked. */
            reports: components["schemas"]["ReportsQuality"] | null;
            /** @description What calls to offices gave, by outcome. */
            calls: {
                [key: string]: number;
            };
            /** @description Numbers that were found to reach nobody. */
            dead_numbers: number;
            /** @description Offices of the registry that another source names at the same address, by the sources that were read. */
            agreement: {
                [key: string]: number;
            };
            /** @description States where 11 physicians or more are listed. */
            states: components["schemas"]["StateQuality"][];
        };
        OfferingQuality: {
            /** @description Offices that offer annular closure by a word that counts. */
            offices: number;
            /** @description Of those, said within `fresh_days`. */
            fresh: number;
            fresh_days: number;
            /** @description Age in days beyond which a word counts no more. */
            expire_days: number;
            median_age_days: number;
            /** @description By how the word came; `file` is a roster file. */
            by_channel: {
                [key: string]: number;
            };
            /** @description Offices of which only a list says anything; not counted as offering. */
            named_on_lists: number;
            /** @description Offices whose word is older than `expire_days`; not counted as offering. */
            expired: number;
        };
        ReportsQuality: {
            open: number;
            accepted: number;
            rejected: number;
            /**
             * Format: double
             * @description From coming in to the decision.
             */
            median_hours: number;
        };
        StateQuality: {
            state: string;
            physicians: number;
            offices: number;
            offering: number;
            /** @description Offices of the registry that another source names, too; null where no other was read. */
            agreeing: number | null;
        };
        SpecialtiesAnswer: {
            data: components["schemas"]["SpecialtyChoice"][];
            request_id: string;
        };
        Health: {
            /** @enum {string} */
            status: "ok";
        };
        Readiness: {
            /** @enum {string} */
            status: "ready";
            generation: string;
            /** Format: date */
            data_as_of: string | null;
            sources: components["schemas"]["SourceAge"][];
            degraded: boolean;
            /** @description Non-empty tiles of the generation. */
            tiles: number;
        };
        /** @description RFC 9457. */
        Problem: {
            /** @description Reference to the page that explains the problem, relative to the host that answered. */
            type: string;
            title: string;
            status: number;
            detail: string;
            request_id: string;
            /** @description What is wrong with which parameter; empty when no parameter is at fault. */
            errors: components["schemas"]["Fault"][];
            /** @description The words of `q` or `near` name signs of an emergency (cauda equina). Show the 911 notice before anything else. The same as `urgency` being `emergency`. */
            red_flag?: boolean;
            /**
             * @description How soon the words of `q` or `near` call for help; null where nothing in them is urgent. As in `Meta`.
             * @enum {string|null}
             */
            urgency?: "emergency" | "urgent" | null;
            /** @description Places that an ambiguous `near` may mean, or that an unknown one sounds like, most people first. */
            candidates?: components["schemas"]["Candidate"][];
        };
        Fault: {
            parameter: string;
            /** @description Stable code. */
            reason: string;
            /** @description The value as it was sent, cut at 100 characters. */
            given: string;
            /** @description What would have been taken; empty when there is no short list. */
            allowed: string[];
            /** @description The same as a sentence in the language of `lang`. */
            text: string;
            candidates?: components["schemas"]["Candidate"][];
        };
        Candidate: {
            label: string;
            /** @description Send this as `near`. */
            value: string;
            kind: string;
        };
    };
    responses: {
        /** @description A page of cards */
        Answer: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                ETag: components["headers"]["ETag"];
                "Cache-Control": components["headers"]["CacheControl"];
                Link: components["headers"]["Link"];
                "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                RateLimit: components["headers"]["RateLimit"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["SearchAnswer"] | components["schemas"]["PartialAnswer"];
                "application/geo+json": components["schemas"]["FeatureCollection"];
                "text/csv": string;
            };
        };
        /** @description The answer whose ETag was sent still holds */
        NotModified: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                ETag: components["headers"]["ETag"];
                [name: string]: unknown;
            };
            content?: never;
        };
        /** @description A problem */
        Problem: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/problems/invalid-parameter",
                 *       "title": "A value cannot be used",
                 *       "status": 400,
                 *       "detail": "One or more values in the request cannot be used. Each one is named below.",
                 *       "request_id": "9f3c0a5d1b7e4f62",
                 *       "errors": [
                 *         {
                 *           "parameter": "radius",
                 *           "reason": "out_of_range",
                 *           "given": "-1",
                 *           "allowed": [
                 *             "above 0, up to 500 mi (804.672 km)"
                 *           ],
                 *           "text": "This distance is outside what we can use. Use a number above 0, up to 500 miles (804 kilometers)."
                 *         }
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description What every other method is answered with at this address; `Allow` names those there are */
        MethodNotAllowed: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                /** @description The methods there are. */
                Allow: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The server key that was sent does not hold */
        Unauthorized: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                /** @description How keys are sent. */
                "WWW-Authenticate": string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Over the budget */
        TooMany: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "Retry-After": components["headers"]["RetryAfter"];
                "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                RateLimit: components["headers"]["RateLimit"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not answered now; `detail` names the telephone line that can help */
        Unavailable: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        /**
         * @description Where: a ZIP code (`55401`, `55401-1234`), `City, ST` (also `City State`, or `City` alone where one reading is plainly
         *     meant), `lat,lng` in degrees, or an H3 cell of resolution 4 to 6. Required unless `q` has something to search by
         *     (an NPI or a phone number is a `q`), or `npi`, `state`, `bbox`, `specialty` or `annular_closure` says who is asked for. Browsers should round a shared position to one decimal before they send it.
         * @example 55401
         */
        near_param: string;
        /**
         * @description Physicians by number: up to 100 NPIs, repeated or separated by commas. A page then holds up to 100 cards, by name where no
         *     `near` is given; who is not in the answer is not listed, or does not fit the other filters.
         * @example [
         *       "2550519658"
         *     ]
         */
        npi_param: string[];
        /**
         * @description Largest distance from the origin in `unit`, above 0, up to 500 miles (804.672 km). Needs `near`.
         * @example 100
         */
        radius_param: number;
        /**
         * @description Unit of `radius`, and of the distance in words.
         * @example km
         */
        unit_param: "mi" | "km";
        /**
         * @description Name, practice, city, or clinical words. Words understood as a filter ("spinal surgeon") leave `q` and are told in
         *     `meta.understood`. Up to 1,000 matches are counted exactly; beyond that `meta.total_relation` is `gte`.
         * @example spinal surgeon
         */
        q_param: string;
        /**
         * @description `spine-surgery` (207T00000X, 207X00000X, 207XS0117X), `neurosurgery` (207T…), `orthopaedic-surgery` (207X…),
         *     `orthopaedic-spine-surgery` (207XS0117X), or a NUCC taxonomy code. Any taxonomy of the physician counts, not only the primary.
         * @example [
         *       "neurosurgery",
         *       "orthopaedic-spine-surgery"
         *     ]
         */
        specialty_param: components["schemas"]["AnyOf"];
        /**
         * @description `offered`: a roster row says so, confirmed or self-reported, however old. `confirmed`: confirmed only. `source` tells whose word it is.
         * @example offered
         */
        annular_closure_param: "offered" | "confirmed";
        /**
         * @description Evidence of annular closure verified within so many days before today (UTC).
         * @example 365
         */
        verified_within_days_param: number;
        /**
         * @description Whether the office takes new patients, in the codes of the Da Vinci Plan-Net guide.
         * @example [
         *       "newpt"
         *     ]
         */
        accepting_param: components["schemas"]["AnyOf"];
        /**
         * @description A language spoken, BCP 47; `es` also finds `es-MX`.
         * @example [
         *       "es"
         *     ]
         */
        language_param: components["schemas"]["AnyOf"];
        /**
         * @description The registry's sex code: F, M or X.
         * @example [
         *       "F"
         *     ]
         */
        gender_param: components["schemas"]["AnyOf"];
        /**
         * @description Two-letter code of the office's state or territory.
         * @example [
         *       "MN",
         *       "WI"
         *     ]
         */
        state_param: components["schemas"]["AnyOf"];
        /**
         * @description `west,south,east,north` in degrees; west above east crosses the antimeridian. An office must lie inside.
         * @example -97.5,43.4,-89.4,49.4
         */
        bbox_param: string;
        /**
         * @description `apart` adds the physicians of whom is not known what `language` or `accepting` ask for, in a list of their own.
         * @example apart
         */
        unknown_param: "apart";
        /**
         * @description `count` counts in `meta.others` whom the same search finds without its filters. It is a second search.
         * @example count
         */
        others_param: "count";
        /**
         * @description `count` counts in `meta.farther`, where fewer than three are found, whom the same search finds in the least radius
         *     that finds more. It is a search for each radius tried.
         * @example count
         */
        farther_param: "count";
        /**
         * @description `relevance` is the default when `q` has text to match, else `distance`. `distance` needs `near`.
         * @example name
         */
        sort_param: "distance" | "relevance" | "name";
        /**
         * @description The `meta.generation` that the page must be of; links to other pages have it. When another is served by now the answer is
         *     410: begin again with the first page.
         */
        generation_param: string;
        /**
         * @description Page from 1. A page past the end is empty and has the right total.
         * @example 2
         */
        page_param: number;
        /**
         * @description Cards of a page.
         * @example 20
         */
        page_size_param: number;
        /**
         * @description `1` adds to each card the `reasons` it is in the answer.
         * @example 1
         */
        explain_param: "0" | "1";
        /**
         * @description `1` adds `clusters` to a JSON answer: how many of all who fit have their card in which H3 cell, for a map that is zoomed
         *     out. Needs `bbox`; the larger the box, the coarser the cells (resolution 6 up to 100 km, 2 beyond 1,900 km).
         */
        clusters_param: "0" | "1";
        /**
         * @description The members of each card that are wanted, and its `npi`: the answer is then a `PartialAnswer` or a
         *     `PartialPhysicianAnswer`. JSON alone.
         * @example [
         *       "name",
         *       "location",
         *       "distance"
         *     ]
         */
        fields_param: string[];
        /**
         * @description Language of labels and texts.
         * @example es
         */
        lang_param: "en" | "es";
    };
    requestBodies: never;
    headers: {
        /** @description Id of the request, also in the body; quote it when you ask about an answer. */
        RequestId: string;
        /** @description Weak tag over everything that shapes the answer. */
        ETag: string;
        /** @description How long the answer may be kept. */
        CacheControl: string;
        /** @description Pages as links of RFC 8288, `self`, `next` and `prev`. */
        Link: string;
        /** @description What the answer is made of, to be sent to `/v1/changes` as `since`. */
        State: string;
        /** @description Seconds to wait. */
        RetryAfter: number;
        /** @description The budget: `"search";q=60;w=60` is 60 searches in 60 seconds. */
        RateLimitPolicy: string;
        /** @description What is left: `"search";r=12;t=48` is 12 searches without `q` or 4 with it, and 48 seconds until the budget is whole again. */
        RateLimit: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    searchPhysicians: {
        parameters: {
            query?: {
                /**
                 * @description Where: a ZIP code (`55401`, `55401-1234`), `City, ST` (also `City State`, or `City` alone where one reading is plainly
                 *     meant), `lat,lng` in degrees, or an H3 cell of resolution 4 to 6. Required unless `q` has something to search by
                 *     (an NPI or a phone number is a `q`), or `npi`, `state`, `bbox`, `specialty` or `annular_closure` says who is asked for. Browsers should round a shared position to one decimal before they send it.
                 * @example 55401
                 */
                near?: components["parameters"]["near_param"];
                /**
                 * @description Physicians by number: up to 100 NPIs, repeated or separated by commas. A page then holds up to 100 cards, by name where no
                 *     `near` is given; who is not in the answer is not listed, or does not fit the other filters.
                 * @example [
                 *       "2550519658"
                 *     ]
                 */
                npi?: components["parameters"]["npi_param"];
                /**
                 * @description Largest distance from the origin in `unit`, above 0, up to 500 miles (804.672 km). Needs `near`.
                 * @example 100
                 */
                radius?: components["parameters"]["radius_param"];
                /**
                 * @description Unit of `radius`, and of the distance in words.
                 * @example km
                 */
                unit?: components["parameters"]["unit_param"];
                /**
                 * @description Name, practice, city, or clinical words. Words understood as a filter ("spinal surgeon") leave `q` and are told in
                 *     `meta.understood`. Up to 1,000 matches are counted exactly; beyond that `meta.total_relation` is `gte`.
                 * @example spinal surgeon
                 */
                q?: components["parameters"]["q_param"];
                /**
                 * @description `spine-surgery` (207T00000X, 207X00000X, 207XS0117X), `neurosurgery` (207T…), `orthopaedic-surgery` (207X…),
                 *     `orthopaedic-spine-surgery` (207XS0117X), or a NUCC taxonomy code. Any taxonomy of the physician counts, not only the primary.
                 * @example [
                 *       "neurosurgery",
                 *       "orthopaedic-spine-surgery"
                 *     ]
                 */
                specialty?: components["parameters"]["specialty_param"];
                /**
                 * @description `offered`: a roster row says so, confirmed or self-reported, however old. `confirmed`: confirmed only. `source` tells whose word it is.
                 * @example offered
                 */
                annular_closure?: components["parameters"]["annular_closure_param"];
                /**
                 * @description Evidence of annular closure verified within so many days before today (UTC).
                 * @example 365
                 */
                verified_within_days?: components["parameters"]["verified_within_days_param"];
                /**
                 * @description Whether the office takes new patients, in the codes of the Da Vinci Plan-Net guide.
                 * @example [
                 *       "newpt"
                 *     ]
                 */
                accepting?: components["parameters"]["accepting_param"];
                /**
                 * @description A language spoken, BCP 47; `es` also finds `es-MX`.
                 * @example [
                 *       "es"
                 *     ]
                 */
                language?: components["parameters"]["language_param"];
                /**
                 * @description The registry's sex code: F, M or X.
                 * @example [
                 *       "F"
                 *     ]
                 */
                gender?: components["parameters"]["gender_param"];
                /**
                 * @description Two-letter code of the office's state or territory.
                 * @example [
                 *       "MN",
                 *       "WI"
                 *     ]
                 */
                state?: components["parameters"]["state_param"];
                /**
                 * @description `west,south,east,north` in degrees; west above east crosses the antimeridian. An office must lie inside.
                 * @example -97.5,43.4,-89.4,49.4
                 */
                bbox?: components["parameters"]["bbox_param"];
                /**
                 * @description `apart` adds the physicians of whom is not known what `language` or `accepting` ask for, in a list of their own.
                 * @example apart
                 */
                unknown?: components["parameters"]["unknown_param"];
                /**
                 * @description `count` counts in `meta.others` whom the same search finds without its filters. It is a second search.
                 * @example count
                 */
                others?: components["parameters"]["others_param"];
                /**
                 * @description `count` counts in `meta.farther`, where fewer than three are found, whom the same search finds in the least radius
                 *     that finds more. It is a search for each radius tried.
                 * @example count
                 */
                farther?: components["parameters"]["farther_param"];
                /**
                 * @description `relevance` is the default when `q` has text to match, else `distance`. `distance` needs `near`.
                 * @example name
                 */
                sort?: components["parameters"]["sort_param"];
                /**
                 * @description Page from 1. A page past the end is empty and has the right total.
                 * @example 2
                 */
                page?: components["parameters"]["page_param"];
                /**
                 * @description The `meta.generation` that the page must be of; links to other pages have it. When another is served by now the answer is
                 *     410: begin again with the first page.
                 */
                generation?: components["parameters"]["generation_param"];
                /**
                 * @description Cards of a page.
                 * @example 20
                 */
                page_size?: components["parameters"]["page_size_param"];
                /**
                 * @description `1` adds to each card the `reasons` it is in the answer.
                 * @example 1
                 */
                explain?: components["parameters"]["explain_param"];
                /**
                 * @description `1` adds `clusters` to a JSON answer: how many of all who fit have their card in which H3 cell, for a map that is zoomed
                 *     out. Needs `bbox`; the larger the box, the coarser the cells (resolution 6 up to 100 km, 2 beyond 1,900 km).
                 */
                clusters?: components["parameters"]["clusters_param"];
                /**
                 * @description The members of each card that are wanted, and its `npi`: the answer is then a `PartialAnswer` or a
                 *     `PartialPhysicianAnswer`. JSON alone.
                 * @example [
                 *       "name",
                 *       "location",
                 *       "distance"
                 *     ]
                 */
                fields?: components["parameters"]["fields_param"];
                /**
                 * @description Language of labels and texts.
                 * @example es
                 */
                lang?: components["parameters"]["lang_param"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Answer"];
            304: components["responses"]["NotModified"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            405: components["responses"]["MethodNotAllowed"];
            406: components["responses"]["Problem"];
            410: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            429: components["responses"]["TooMany"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Unavailable"];
        };
    };
    searchByForm: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "near": "60601",
                 *       "radius": 100,
                 *       "annular_closure": "offered"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["SearchForm"];
            };
        };
        responses: {
            200: components["responses"]["Answer"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            405: components["responses"]["MethodNotAllowed"];
            406: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            429: components["responses"]["TooMany"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Unavailable"];
        };
    };
    getPhysician: {
        parameters: {
            query?: {
                /**
                 * @description The members of each card that are wanted, and its `npi`: the answer is then a `PartialAnswer` or a
                 *     `PartialPhysicianAnswer`. JSON alone.
                 * @example [
                 *       "name",
                 *       "location",
                 *       "distance"
                 *     ]
                 */
                fields?: components["parameters"]["fields_param"];
                /**
                 * @description Language of labels and texts.
                 * @example es
                 */
                lang?: components["parameters"]["lang_param"];
            };
            header?: never;
            path: {
                /**
                 * @description National Provider Identifier, ten digits with a valid check digit.
                 * @example 2550519658
                 */
                npi: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The physician's card */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhysicianAnswer"] | components["schemas"]["PartialPhysicianAnswer"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            405: components["responses"]["MethodNotAllowed"];
            406: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            429: components["responses"]["TooMany"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Unavailable"];
        };
    };
    exportPhysicians: {
        parameters: {
            query?: {
                /**
                 * @description These physicians alone, up to 100, repeated or separated by commas; who is not listed is left out.
                 * @example [
                 *       "2550519658"
                 *     ]
                 */
                npi?: string[];
                /**
                 * @description Language of labels and texts.
                 * @example es
                 */
                lang?: components["parameters"]["lang_param"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Everybody */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    /** @description Names the generation that all of it is of. */
                    "X-Generation": string;
                    /** @description The last day of the national registry that is held, ISO 8601; empty when that is not known. */
                    "X-Data-As-Of": string;
                    "X-State": components["headers"]["State"];
                    /** @description How many physicians follow. */
                    "X-Physicians": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": components["schemas"]["ExportedPhysician"];
                    "text/csv": string;
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Problem"];
            405: components["responses"]["MethodNotAllowed"];
            406: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            429: components["responses"]["TooMany"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Unavailable"];
        };
    };
    listChanges: {
        parameters: {
            query: {
                /**
                 * @description `X-State` of an export, `meta.state` of changes, or `meta.generation`.
                 * @example 20261128T063000000Z-3fa9c1
                 */
                since: string;
                /**
                 * @description Language of labels and texts.
                 * @example es
                 */
                lang?: components["parameters"]["lang_param"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description By NPI */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangesAnswer"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Problem"];
            405: components["responses"]["MethodNotAllowed"];
            406: components["responses"]["Problem"];
            /** @description What was known then is not held any more */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description The export, as a link of RFC 8288 (`alternate`). */
                    Link?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            414: components["responses"]["Problem"];
            429: components["responses"]["TooMany"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Unavailable"];
        };
    };
    suggestPlaces: {
        parameters: {
            query: {
                /**
                 * @description The first letters of a town ("minn", "minneapolis, m") or the first digits of a ZIP code.
                 * @example minn
                 */
                q: string;
                /**
                 * @description How many at most.
                 * @example 5
                 */
                limit?: number;
                /** @description A partner's key; its registered origins may then read the answer. */
                key?: string;
                /**
                 * @description Language of labels and texts.
                 * @example es
                 */
                lang?: components["parameters"]["lang_param"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Best first */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlacesAnswer"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Problem"];
            405: components["responses"]["MethodNotAllowed"];
            406: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            429: components["responses"]["TooMany"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Unavailable"];
        };
    };
    listSpecialties: {
        parameters: {
            query?: {
                /**
                 * @description Language of labels and texts.
                 * @example es
                 */
                lang?: components["parameters"]["lang_param"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Named sets first */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SpecialtiesAnswer"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Problem"];
            405: components["responses"]["MethodNotAllowed"];
            406: components["responses"]["Problem"];
            414: components["responses"]["Problem"];
            429: components["responses"]["TooMany"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Unavailable"];
        };
    };
    getDataQuality: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The measure of a day */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QualityAnswer"];
                };
            };
            405: components["responses"]["MethodNotAllowed"];
            406: components["responses"]["Problem"];
            429: components["responses"]["TooMany"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Unavailable"];
        };
    };
    getDocument: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OpenAPI 3.1 */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/yaml": unknown;
                };
            };
            304: components["responses"]["NotModified"];
            405: components["responses"]["MethodNotAllowed"];
            414: components["responses"]["Problem"];
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It runs */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            405: components["responses"]["MethodNotAllowed"];
            414: components["responses"]["Problem"];
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Searches are answered */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            405: components["responses"]["MethodNotAllowed"];
            /** @description Searches cannot be answered; `detail` says why */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
