#pragma once

/* Every ceiling of the engine, in one place. Input is hostile: whatever grows with it stops
 * here. Lengths are in bytes unless the name says otherwise. tests/unit meets each one and one
 * past it. */

/* capture */
#define WG_LIMIT_PACKET_LEN     (256u * 1024) /* captured bytes of one packet, as libpcap */
#define WG_LIMIT_BLOCK_LEN      (16u * 1024 * 1024) /* one pcapng block, as libpcap */
#define WG_LIMIT_INTERFACES     4096u               /* interfaces over all sections */
#define WG_LIMIT_SKIPPED_RANGES 64u                 /* damaged ranges that are listed */
#define WG_LIMIT_SECRETS_LEN    (8u * 1024 * 1024)  /* decryption secrets kept of one file */
#define WG_LIMIT_SECRETS        4096u               /* blocks of them */
#define WG_LIMIT_COMMENTS       16384u              /* comments on packets, kept of one file */
#define WG_LIMIT_COMMENTS_LEN   (4u * 1024 * 1024)  /* and their bytes */
#define WG_LIMIT_INTERFACE_NAME 256u                /* of the name in the file */
#define WG_LIMIT_INFLATED_FREE  (64u * 1024 * 1024) /* content of a compressed capture, ... */
#define WG_LIMIT_INFLATED_RATIO 4096u               /* ... or so many times what is stored */
#define WG_LIMIT_ZSTD_LOG       27                  /* memory of a zstd frame: 2^27, as zstd */

/* secrets */
#define WG_LIMIT_KEYLOG_SECRETS (1u << 20)           /* secrets that are kept */
#define WG_LIMIT_KEYLOG_MEMORY  (128u * 1024 * 1024) /* and their bytes */
#define WG_LIMIT_KEYLOG_LINE    4096u                /* a line of a key log */
#define WG_LIMIT_KEYLOG_BUFFER  (256u * 1024)        /* of it that is read at a time */
#define WG_LIMIT_SECRET_PROBES  64u                  /* secrets that may want one place */
#define WG_LIMIT_RSA_KEYS       16u                  /* private keys */
#define WG_LIMIT_PSKS           16u                  /* pre-shared keys */
#define WG_LIMIT_PSK_LEN        256u                 /* of one */

/* net */
#define WG_LIMIT_NET_DEPTH       16u                 /* headers inside headers */
#define WG_LIMIT_NET_EXTENSIONS  32u                 /* IPv6 extension headers of one packet */
#define WG_LIMIT_FRAGMENT_QUEUES 1024u               /* datagrams being put together */
#define WG_LIMIT_FRAGMENT_BYTES  (16u * 1024 * 1024) /* held over all of them */
#define WG_LIMIT_FRAGMENTS       8192u               /* pieces of one datagram */

/* stream */
#define WG_LIMIT_FLOWS          (1u << 18)     /* conversations that are followed at once */
#define WG_LIMIT_EARLY_LEN      (1024u * 1024) /* early segments held for one direction */
#define WG_LIMIT_EARLY_SEGMENTS 1024u          /* the same, counted */
#define WG_LIMIT_EARLY_TOTAL    (64u * 1024 * 1024) /* over all conversations */

/* dissect */
#define WG_LIMIT_WINDOW_LEN     (256u * 1024) /* unconsumed bytes of one direction */
#define WG_LIMIT_PROBE_LEN      2048u         /* first bytes that probes may look at */
#define WG_LIMIT_PROBE_SEGMENTS 32u           /* segments probed when a start was not seen */
#define WG_LIMIT_CHANNEL_DEPTH  8u            /* protocols inside protocols */
#define WG_LIMIT_NOTES          256u          /* notes of one conversation */

/* http */
#define WG_LIMIT_HTTP_LINE     (64u * 1024)         /* a start line or header line */
#define WG_LIMIT_HTTP_HEAD     (192u * 1024)        /* a whole head */
#define WG_LIMIT_HTTP_HEADERS  1024u                /* header lines of one message */
#define WG_LIMIT_HTTP_OPEN     1024u                /* requests that wait for a response */
#define WG_LIMIT_HTTP_OPEN_LEN (8u * 1024 * 1024)   /* memory that they hold */
#define WG_LIMIT_HTTP_INTERIM  16u                  /* 1xx responses to one request */
#define WG_LIMIT_HTTP_STREAMS  1024u                /* streams open on one connection */
#define WG_LIMIT_HTTP_DECODERS 4096u                /* bodies being decoded, over all */
#define WG_LIMIT_CODINGS       4u                   /* content codings on one body */
#define WG_LIMIT_DECODED_LEN   (256u * 1024 * 1024) /* decoded bytes of one body or message */
#define WG_LIMIT_DECODED_RATIO 2000u                /* decoded bytes for each coded one */

/* http2 */
#define WG_LIMIT_HTTP2_FRAME    (128u * 1024)  /* a frame that is looked at whole: not DATA */
#define WG_LIMIT_HTTP2_BLOCK    (256u * 1024)  /* a header block over several frames */
#define WG_LIMIT_HTTP2_SETTINGS 64u            /* different settings of one end */
#define WG_LIMIT_HTTP2_RESYNC   32u            /* segments tried after a gap */
#define WG_LIMIT_HPACK_TABLE    (1024u * 1024) /* the table of one direction */
#define WG_LIMIT_HPACK_LIST     (256u * 1024)  /* headers of one block, decoded */
#define WG_LIMIT_HPACK_MEMORY   (64u * 1024 * 1024) /* tables over all connections */

/* tls */
#define WG_LIMIT_TLS_MESSAGE      (128u * 1024) /* a handshake message */
#define WG_LIMIT_TLS_MESSAGES     4096u         /* handshake messages that are listed */
#define WG_LIMIT_TLS_LIST         4096u         /* items of any list in a hello */
#define WG_LIMIT_TLS_HELLOS       64u           /* hellos of one connection */
#define WG_LIMIT_TLS_CERTS        64u           /* certificates of one message */
#define WG_LIMIT_TLS_AUTHORITIES  256u          /* CAs that a request names */
#define WG_LIMIT_TLS_STATUS       (16u * 1024)  /* a stapled OCSP answer that is kept */
#define WG_LIMIT_TLS_ALERTS       256u          /* alerts of one connection */
#define WG_LIMIT_DTLS_MESSAGES    4u            /* messages that lack pieces, of a direction */
#define WG_LIMIT_DTLS_PIECES      64u           /* pieces of one */
#define WG_LIMIT_TLS_SESSIONS     65536u        /* master secrets kept for resumption */
#define WG_LIMIT_TLS_TRANSCRIPT   (512u * 1024) /* of a handshake, for RSA keys */
#define WG_LIMIT_TLS_SEARCH       1024u         /* record numbers tried behind a loss */
#define WG_LIMIT_TLS_SEARCH_LEN   (16u * 1024 * 1024) /* bytes that a connection tries so */
#define WG_LIMIT_TLS_FAILURES     32u                 /* records in a row that do not open */
#define WG_LIMIT_TLS_EARLY_SUITES 8u                  /* suites tried on early data */
#define WG_LIMIT_TLS_NONCES       16u          /* runs of explicit nonces that are remembered */
#define WG_LIMIT_TLS_ANOMALIES    64u          /* oddities of one connection */
#define WG_LIMIT_TLS_KEY          2048u        /* bytes of a public key that are kept */
#define WG_LIMIT_TLS_INFLATED     (64u * 1024) /* what comes out of a compressed record */

/* x509 */
#define WG_LIMIT_CERTIFICATES      1024u /* kept to be found again, a power of two */
#define WG_LIMIT_CERTIFICATE_NAMES 1024u /* alternative names of one certificate */
#define WG_LIMIT_CHAIN             16u   /* certificates of a chain that are verified */
#define WG_LIMIT_ROOTS             4096u /* that a file of them gives */

/* websocket */
#define WG_LIMIT_WS_TEXT      300u   /* bytes of a message that a report shows */
#define WG_LIMIT_WS_KEPT      4096u  /* that rules read */
#define WG_LIMIT_WS_MAGIC     16u    /* of a binary one */
#define WG_LIMIT_WS_BINARY    4u     /* binary ones of a direction that rules look at */
#define WG_LIMIT_WS_TALKS     4096u  /* connections that rules watch at once */
#define WG_LIMIT_WS_HOSTS     4096u  /* hosts, keys, tickets, clients they remember */
#define WG_LIMIT_WS_PAYLOADS  64u    /* scripts that are looked for in answers */
#define WG_LIMIT_WS_JUDGED    20000u /* messages of a direction that are read */
#define WG_LIMIT_WS_FRAMES    1024u  /* frames that one message lists */
#define WG_LIMIT_WS_INFLATERS 4096u  /* directions whose messages are inflated, over all */
#define WG_LIMIT_WS_RESYNC    32u    /* segments tried after a gap */

/* quic */
#define WG_LIMIT_QUIC_CONNECTIONS 64u            /* of one flow, held at a time */
#define WG_LIMIT_QUIC_VERSIONS    64u            /* that one connection names or is offered */
#define WG_LIMIT_QUIC_TRIES       16u            /* Initial packets that no key opened */
#define WG_LIMIT_QUIC_MESSAGE     (64u * 1024)   /* handshake bytes held for one direction */
#define WG_LIMIT_QUIC_PIECES      1024u          /* pieces of a stream that came too early */
#define WG_LIMIT_QUIC_CLOSES      16u            /* closes that are listed */
#define WG_LIMIT_QUIC_TAGS        128u           /* tags of a hello of Google's */
#define WG_LIMIT_QUIC_STREAMS     4096u          /* open at once on one connection */
#define WG_LIMIT_QUIC_EARLY_LEN   (1024u * 1024) /* early bytes of a stream's direction */
#define WG_LIMIT_QUIC_EARLY_TOTAL (64u * 1024 * 1024) /* over all connections */

/* http3 */
#define WG_LIMIT_HTTP3_BLOCKED  256u           /* streams that wait for the encoder */
#define WG_LIMIT_HTTP3_HELD     (1024u * 1024) /* bytes that they and cut frames hold */
#define WG_LIMIT_HTTP3_PROMISES 256u           /* promised requests whose push is awaited */
#define WG_LIMIT_HTTP3_NUMBERS  64u            /* settings, kinds of frames */
#define WG_LIMIT_HTTP3_GOAWAYS  16u            /* that are listed */
#define WG_LIMIT_QPACK_TABLE    (1024u * 1024) /* size of a table */
#define WG_LIMIT_QPACK_EARLY    (64u * 1024)   /* of its encoder, before the settings */
#define WG_LIMIT_QPACK_LIST     (1024u * 1024) /* headers of a block, decoded */
#define WG_LIMIT_QPACK_MEMORY   (128u * 1024 * 1024) /* of all tables */

/* findings */
#define WG_LIMIT_BODY_KEPT             (64u * 1024) /* bytes of a body that rules read */
#define WG_LIMIT_BODY_MAGIC            512u         /* of one that is no text */
#define WG_LIMIT_BODIES_KEPT           1024u        /* at once, over all connections */
#define WG_LIMIT_FINDINGS              20000u       /* of a capture */
#define WG_LIMIT_FINDINGS_OF_TYPE      1000u
#define WG_LIMIT_FINDING_FRAMES        64u /* that are named of one */
#define WG_LIMIT_FINDING_CONVERSATIONS 32u
#define WG_LIMIT_FINDING_EVIDENCE      8u
#define WG_LIMIT_FINDING_NAME          200u
#define WG_LIMIT_FINDING_VALUE         512u
#define WG_LIMIT_TLS_REMEMBERED        8192u /* keys, randoms */
#define WG_LIMIT_TLS_HISTORY           4096u /* connections that are compared at the end */
#define WG_LIMIT_TLS_HISTORY_LIST      128u  /* suites, extensions of one */
#define WG_LIMIT_PRIMES                64u   /* that are tested */
#define WG_LIMIT_PRIME_BITS            4096u /* of one */
#define WG_LIMIT_GRADED_SERVERS        4096u
#define WG_LIMIT_JSON_DEPTH            64u    /* that rules follow */
#define WG_LIMIT_FORM_FIELDS           1000u  /* of one form that they look at */
#define WG_LIMIT_MATCH_LEN             16384u /* bytes of a value that patterns look at */
#define WG_LIMIT_JSON_DEPTH            64u    /* that rules follow */
#define WG_LIMIT_FORM_FIELDS           1000u  /* of one form that they look at */
#define WG_LIMIT_ARP_BINDINGS          4096u  /* addresses, and who asks for them */
#define WG_LIMIT_DHCP_SERVERS          64u    /* that are told apart */
#define WG_LIMIT_DHCP_SEGMENTS         64u    /* networks whose askers are counted */
#define WG_LIMIT_FTP_BOUNCES           64u /* transfers to third machines that may be undertaken */
#define WG_LIMIT_DNS_REMEMBERED        8192u  /* answers, names, ends of each kind */
#define WG_LIMIT_TRIES                 65536u /* conversations that may be part of a scan */
#define WG_LIMIT_RESETS_KEPT           4096u  /* that look forged */
#define WG_LIMIT_ROUTERS               64u    /* of IPv6 */
#define WG_LIMIT_PINGED                4096u  /* pairs of hosts */
#define WG_LIMIT_STARTTLS_KEPT         4096u  /* connections in the clear, servers with TLS */
#define WG_LIMIT_X509_KEYS             4096u  /* public keys that are remembered */
#define WG_LIMIT_X509_HOSTS            4096u  /* hosts whose issuer is */
#define WG_LIMIT_OCSP_ANSWERS          64u    /* of one response */
#define WG_LIMIT_COMPARED              4096u  /* connections of a capture to compare with */
#define WG_LIMIT_MODULI                256u   /* RSA keys that are held against each other */
#define WG_LIMIT_MODULUS               512u   /* bytes of one */
#define WG_LIMIT_INPUTS                512u   /* values of one request */
#define WG_LIMIT_CALLS_EXPECTED        256u   /* connections that attacks ask servers for */
#define WG_LIMIT_CALLS_KEPT            16384u /* connections they are looked for among */
#define WG_LIMIT_USUAL_LENGTHS         4096u  /* paths whose usual answer is known */
#define WG_LIMIT_ANSWER_LOOKS          16u    /* searches of one answer for what attacks left */
#define WG_LIMIT_UPLOADS               256u   /* names of files that were sent up */
#define WG_LIMIT_GUESSERS              4096u /* clients of services whose failed logins are counted */
#define WG_LIMIT_COUNTED_URLS          4096u /* whose numbers may be counted up */
#define WG_LIMIT_AMBIGUOUS             1024u /* connections with a request of two lengths */
#define WG_LIMIT_UNASKED               1024u /* connections with an answer to no request */
#define WG_LIMIT_VERSIONS_KEPT         4096u /* connections whose server's version is known */
#define WG_LIMIT_VISITORS              4096u /* clients of servers whose paths are counted */

/* rules over http */
#define WG_LIMIT_PAGE_URLS      64u          /* addresses of a page that they look at */
#define WG_LIMIT_CHECK_SCANNED  (16u * 1024) /* of a body, for secrets and errors */
#define WG_LIMIT_DNS_TALKS      2048u        /* clients and domains whose names are counted */
#define WG_LIMIT_CHECK_HOSTS    8192u        /* of which rules remember something */
#define WG_LIMIT_CHECK_COOKIES  65536u
#define WG_LIMIT_CHECK_SESSIONS 8192u
#define WG_LIMIT_CHECK_ORIGINS  512u /* mirrored by hosts, put into caches */
#define WG_LIMIT_CHECK_OFFERS   256u /* of schemes to log in */
#define WG_LIMIT_CHECK_IDS      16u  /* values of one cookie that are compared */

/* tokens */
#define WG_LIMIT_JWT_LEN     (16u * 1024) /* of one */
#define WG_LIMIT_JWT_OF_TEXT 16u          /* in one header or body */
#define WG_LIMIT_JWT_BODY    (16u * 1024) /* bytes of a body that are searched */
#define WG_LIMIT_JWT_SEEN    4096u        /* that are told apart */
#define WG_LIMIT_JWT_GUESSED 128u         /* whose secret is guessed */
#define WG_LIMIT_JWT_ISSUERS 1024u
#define WG_LIMIT_JWT_KEYS    16u   /* public keys that are tried as secrets */
#define WG_LIMIT_OAUTH_SEEN  4096u /* codes and states that are told apart */

/* dns and the login protocols */
#define WG_LIMIT_DNS_POINTERS   64u          /* compression pointers of one name */
#define WG_LIMIT_DNS_QUESTIONS  64u          /* questions of one message */
#define WG_LIMIT_DNS_RECORDS    512u         /* resource records of one message */
#define WG_LIMIT_DNS_OPEN       4096u        /* questions that wait for an answer */
#define WG_LIMIT_DNS_RESYNC     32u          /* segments tried after a gap */
#define WG_LIMIT_DHCP_OPTIONS   512u         /* options of one message */
#define WG_LIMIT_DHCP_ADDRESSES 64u          /* routers or name servers that it names */
#define WG_LIMIT_SSH_PACKET     (16u * 1024) /* a packet before keys are in use */
#define WG_LIMIT_SSH_NAMES      64u          /* of a list of algorithms */
#define WG_LIMIT_LINE           (8u * 1024)  /* a line of a text protocol */
#define WG_LIMIT_LINE_OPEN      64u          /* commands that wait for an answer */

/* store */
#define WG_LIMIT_STORE_CHUNKS 4096u /* of 65,536 rows: 268 million packets */
#define WG_LIMIT_STORE_TITLE  512u  /* bytes of a record's title */

/* looking at a conversation again */
#define WG_LIMIT_LOOK_TREES       1024u               /* packets whose trees are made */
#define WG_LIMIT_LOOK_TREE_MEMORY (64u * 1024 * 1024) /* and the bytes that they stand on */
#define WG_LIMIT_LOOK_MEMORY      (32u * 1024 * 1024) /* of its records and notes */
#define WG_LIMIT_LOOK_NEAR        (16u * 1024 * 1024) /* more for those of the packets asked for */
#define WG_LIMIT_LOOK_SAID        (4u * 1024 * 1024)  /* bytes of one level that are shown */
#define WG_LIMIT_LOOK_SAID_ALL    (16u * 1024 * 1024) /* and of all */
#define WG_LIMIT_LOOK_LEVELS      64u                 /* of bytes that stand in other bytes */

/* filter */
#define WG_LIMIT_FILTER_LEN        (16u * 1024)        /* an expression */
#define WG_LIMIT_FILTER_DEPTH      64u                 /* levels inside each other */
#define WG_LIMIT_FILTER_SET        256u                /* members behind "in" */
#define WG_LIMIT_FILTER_REGEX      1024u               /* a regular expression */
#define WG_LIMIT_FILTER_STEPS      1000000u            /* of it on one value */
#define WG_LIMIT_FILTER_VALUES     1024u               /* of a field, against another field's */
#define WG_LIMIT_FILTER_MEMORY     (64u * 1024 * 1024) /* texts made of one packet's values */
#define WG_LIMIT_FILTER_CANDIDATES 1000u               /* words offered at a cursor */

/* records and report */
#define WG_LIMIT_RECORD_LEN         (8u * 1024 * 1024) /* memory that one record may hold */
#define WG_LIMIT_MASKS              65536u             /* different secrets that get a number */
#define WG_LIMIT_TEXT_RECORDS       5000u  /* records in words in the report for a person */
#define WG_LIMIT_TEXT_CONVERSATIONS 2000u  /* rows of its table */
#define WG_LIMIT_TEXT_NOTES         4096u  /* kinds of oddity, each conversation's apart */
#define WG_LIMIT_TEXT_PARTS         100u   /* messages of one connection that it lists */
#define WG_LIMIT_TEXT_ALL_PARTS     20000u /* and of all */
#define WG_LIMIT_SPOOL_MEMORY                                                                  \
  (24u * 1024 * 1024) /* text of a report before a temporary file                              \
                       */
