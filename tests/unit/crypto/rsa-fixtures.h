#pragma once

/* An RSA key of 1024 bits in the forms that people keep them, its certificate, and 48 bytes
 * that it opens: 0303, then 'p'. The password is "word". */
#define RSA_PKCS1                                                                              \
  "-----BEGIN RSA PRIVATE KEY-----\n"                                                          \
  "MIICXgIBAAKBgQC43Dvk3nZcqn6nmsXQ3oJL2I8yZ3YM7nXeTx85jgT+bWrMmqFA\n"                         \
  "/WJgeh4k8xvNDker0pXLq9VLUc+msVioeRv3HnQpOYnS7a+llkjPDT0ZdWXpUBN2\n"                         \
  "sPwohuVYpqfNh6tTxuKbWeGy/HeLgNkH1S6jZYyVjesMwPSEOdevU+WxkwIDAQAB\n"                         \
  "AoGAXgoTIfOVbMCC28pdVUrMJ79L4U1GfX+VUHkZnlLD8ZZB3UHQRFpiAEg/K3bM\n"                         \
  "rrzT8vGWqFyKjd1ZcCgJvPKXKXldy//4sTeTCkftb4v0MfPbP/I90GFupEKLWFEz\n"                         \
  "QmT6Ikgj4qfLPI+ekJrX1jDnxj2v599be5bDQwys3zN/rDECQQD07MxEXV16vds3\n"                         \
  "V7hLYU8F8/nXrNWLWoAwC0Q8bkmOwudVbsjERq1mfK8I+/G9OQmN1W983SdHpsko\n"                         \
  "x2FiNVnpAkEAwTgjo1YlHMmd34IgzEnH9l+fjese3k3NCMkeWssy5hlGAlsVWmVe\n"                         \
  "ON3623vN/hz37w66Q2501UuorzEQDwPGGwJBAKvTSIaZnZATi6wqvR8c+Exr2hZF\n"                         \
  "qVZnOlD6RnfCw5YFBDf6TZztHI8u37kEz5X5Yst/NgS6PelViAA0yAwW86kCQQCI\n"                         \
  "DwUhbnbhx6ORESwRTt8tQXa0U92/wt9fkWf7nVzxJNjkrcjih8EKoF2Wkp6ikzmP\n"                         \
  "sDo/Y5eH3yggfZcGS60DAkEAt/Ev1O+hKtPFyo+iZKJSzKmX+Bfjb6L+PHNDs0/x\n"                         \
  "6B5KgvzYJqTU4bItabI09mDmrf4p25IyV/Myzre8GjRwBg==\n"                                         \
  "-----END RSA PRIVATE KEY-----\n"
#define RSA_PKCS8                                                                              \
  "-----BEGIN PRIVATE KEY-----\n"                                                              \
  "MIICeAIBADANBgkqhkiG9w0BAQEFAASCAmIwggJeAgEAAoGBALjcO+Tedlyqfqea\n"                         \
  "xdDegkvYjzJndgzudd5PHzmOBP5tasyaoUD9YmB6HiTzG80OR6vSlcur1UtRz6ax\n"                         \
  "WKh5G/cedCk5idLtr6WWSM8NPRl1ZelQE3aw/CiG5Vimp82Hq1PG4ptZ4bL8d4uA\n"                         \
  "2QfVLqNljJWN6wzA9IQ5169T5bGTAgMBAAECgYBeChMh85VswILbyl1VSswnv0vh\n"                         \
  "TUZ9f5VQeRmeUsPxlkHdQdBEWmIASD8rdsyuvNPy8ZaoXIqN3VlwKAm88pcpeV3L\n"                         \
  "//ixN5MKR+1vi/Qx89s/8j3QYW6kQotYUTNCZPoiSCPip8s8j56QmtfWMOfGPa/n\n"                         \
  "31t7lsNDDKzfM3+sMQJBAPTszERdXXq92zdXuEthTwXz+des1YtagDALRDxuSY7C\n"                         \
  "51VuyMRGrWZ8rwj78b05CY3Vb3zdJ0emySjHYWI1WekCQQDBOCOjViUcyZ3fgiDM\n"                         \
  "Scf2X5+N6x7eTc0IyR5ayzLmGUYCWxVaZV443frbe83+HPfvDrpDbnTVS6ivMRAP\n"                         \
  "A8YbAkEAq9NIhpmdkBOLrCq9Hxz4TGvaFkWpVmc6UPpGd8LDlgUEN/pNnO0cjy7f\n"                         \
  "uQTPlfliy382BLo96VWIADTIDBbzqQJBAIgPBSFuduHHo5ERLBFO3y1BdrRT3b/C\n"                         \
  "31+RZ/udXPEk2OStyOKHwQqgXZaSnqKTOY+wOj9jl4ffKCB9lwZLrQMCQQC38S/U\n"                         \
  "76Eq08XKj6JkolLMqZf4F+Nvov48c0OzT/HoHkqC/NgmpNThsi1psjT2YOat/inb\n"                         \
  "kjJX8zLOt7waNHAG\n"                                                                         \
  "-----END PRIVATE KEY-----\n"
#define RSA_PKCS8_ENCRYPTED                                                                    \
  "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"                                                    \
  "MIIC3TBXBgkqhkiG9w0BBQ0wSjApBgkqhkiG9w0BBQwwHAQI4HmPQ6PihfECAggA\n"                         \
  "MAwGCCqGSIb3DQIJBQAwHQYJYIZIAWUDBAEqBBBj4oMON0Pz3UxjEh6MxE0rBIIC\n"                         \
  "gKmyMVJ82xD52B0nohxXRjmGSmD2rEN27NXod/pYHRLvl8frD7aaydSniatrgdlE\n"                         \
  "8PhSeJ1kKn8QgNB0mv8HUktioIqcXRQPqTfrvmCFB2F/xsvNcNGe/kOOqRYi2iKp\n"                         \
  "xIiNvdojURYDnsvBAcjOFlbVu63xgl6nq5XW+NI96y0nRCncQaMagt+QglybE1QF\n"                         \
  "D986zUbVlEwu6NJjhClLbwy7vvMNqvAyR5NCpB/mvybwe1+bvdxhCUfn+GDIlSON\n"                         \
  "8kU/KEYqyPJev2IdgZk+6ZhMxnooRYv0+Kh03jdR0Gg6yOTYS+d0R0xCfAjr3xrx\n"                         \
  "6EzbGYDFBPV4mbDiaZ8W60y0hh34fhMOUybuQ/+4umEqGSruJC9nfyl8D2e/0Vip\n"                         \
  "BEbyiP0wiALg7d4Arbc5pz3cvauX8gBMxpGLLfq7+VX8AUjETCPSWMLDT+S3dryF\n"                         \
  "P0oJiHWzo9LEreeX1X1PAsMDeCJqsF7CGceMSVUaZJw0wXHGmYNsaImo81/UuDtG\n"                         \
  "f19XcCtZvQFC98gX/RQ9Tt+V2GbaqcNdqdfQVXUdDXQI8CXTqAZ1tKPkpEv+sMqU\n"                         \
  "KXFEGO8qtMuMq9/YekQwHa61+38EsWyZhWiCMAYrVV4x0o4U3C/O7tXxMHzTN94R\n"                         \
  "vaYZ/tXsHlfAwj3Kye2PJGB8QwjQqnJE/AIZzOtqNMZWP1S3G2ohJ5K8KnKzRcq3\n"                         \
  "W9wmrzW8lbUcb3pXzZwFkjXcILiSGP7oN8kLIkDgzK6XsCjDK9nPQFr4o8wPqwHv\n"                         \
  "FGS3RWR+ja5Igg7zaKF3XYM0zO4sIbhnqunF0s/l57S8DB2wmHyKO9H2MIZE9zp2\n"                         \
  "4uh7Og8NOXDTA2lxV/2t+UA=\n"                                                                 \
  "-----END ENCRYPTED PRIVATE KEY-----\n"
#define RSA_PKCS12                                                                             \
  "308205e9020103308205af06092a864886f70d010701a08205a00482059c308205983082029706092a86"       \
  "4886f70d010706a0820288308202840201003082027d06092a864886f70d010701301c060a2a864886f7"       \
  "0d010c0106300e04082b12c037186949e202020800808202503bbacfe83da2db0043aa064877704ec4c9"       \
  "167f4369b9236d8bf3e606cd33cdcfa2f6da65c5bc07f9e90cbcecb89eab48956fbe6d4f1bb46ecc3249"       \
  "63d0cf8ad24107c3ded667846815b993075ece5f91967017cd33c6b1690433046e3f5d5358cae97c2473"       \
  "d998fbe0aca8c81e68bbba0a49fd5a58acd6a10b9f690f9f47189b57d48cfa3fb834793cb324fa987dc9"       \
  "5390397e99cdf6e7e23376f9d7663cc2312fd28aa803a28952d839d4b3056bb3dc7bcc50820e38ab0146"       \
  "8d3d1f7ba6894bce23445d9690769427565a8a384588585105104a5611fbdfe6294cc331d6b5d0c1ccf0"       \
  "0bde7c6bf5b4007f4472b3d139d9a1818e27f66336e02d91fcb2acba405b31c01094aa557c62cbe387f5"       \
  "bed2da3e1adf0a85e4107208b6afb2fda238f834784a28cc09d14835c8bddfccf835dc6873e5fc52fbb9"       \
  "6aa1b293a2cee0cf58d8b922f59f4fc1d53e4fb7f72d0c0016ead44647c01c14c69ce5455a8b6a57421e"       \
  "f8d153195462320e37f3a20314832bf163c6a63073bea597ef214b8067c6eca67cdc97266591e7b6a7fe"       \
  "7870e4a6359bd4c098d899e933dd9cd91db9204afb20064869c1c23d853a59d2aea44c99b52ba85e5873"       \
  "d9a17ca5b3715da645794a385bc644e358fd213f60054d92e98b8635970083b3d23dcac25c4e9c4e7e30"       \
  "af5a1cd6d3744f8d4010a67670163a220564dc9b00bc3eb06f423e5a701a8b747574a97492aea3316116"       \
  "58ad5bf4e201ee7a1aa3f4b2c28c7a08a4f5f801658e34b76eff7eed23cab69405b2a9adb18bc337e5e3"       \
  "176af0fa8d3dd9b2e96e6ad21a865aeda705f402befec695a3ebeaa125308202f906092a864886f70d01"       \
  "0701a08202ea048202e6308202e2308202de060b2a864886f70d010c0a0102a08202a6308202a2301c06"       \
  "0a2a864886f70d010c0103300e040857ac32552de832980202080004820280f109146cc0f368d1a490ef"       \
  "c39030484cd7675eb5f9af01ef84927b878ce067f32d27d8a94d597c67eea46216c1abef621ebbedabd2"       \
  "88f6656043fc23270e0f77f9ff4a6159c639c251a71493f52e7d799534d184aa659460de6abc65cd80a6"       \
  "8599f1887dec126773faebc99f4a2b078020a2f92b2482932bbe5cbd0b833481ff89eb01e62a94915749"       \
  "c49a4e1b4dafe102583d468799eb8750f4d0814c60dada94776f44724bd9faf2801242287deb176de32c"       \
  "0b3e2ee47dde1b46877fa8bb88b8c45c82064450ea82e7d03af4bc1a19c5404f4011e4e0f643d61726be"       \
  "26d8a78920c763ae3a326d8cc4dcf8b0d3b7f0849276782bbe9914071779b75fbc565e2b355e9b6b2ce0"       \
  "880f6873b895743e630853f28132900d6963b4f80261dd4aae7f8abf140fd70a6a18ef909b2faea897c1"       \
  "086c2f502f86b36a234fe1daaa90a49e417dd88ec9a29949ca973bac20bcd9beddd9f7c959f4b5ed13a9"       \
  "4d29433c68ab357898ab42ab7a21c42f2a2170fad906ae89347dd40599155db0a4f75fd015b2c25bbd20"       \
  "5619099c6de8a3033270e153096bbfbe814efa2d9bac94a69d153d78b5381573b93439b92c4d017318ce"       \
  "3a748a2f4d8a621b99babeda277d1f7dfb5bdfc1f7826147157d056494444b342ff5556bcd163f579081"       \
  "80f8362abef9bf4af5324c0bfb4dde94b8f767a3cbe66a81391c068b8237d5ec5264ed4c5105f8af07af"       \
  "8cf94f8e0160fb8ada27757fcf9e0ca0fdd4315c08e7c957fd172b85df1ef207c73e5afd6a95b4d4d8ab"       \
  "f69d10c6f9c33dc9471c4a46c3636f169eceba67e71284d91e70783e4ea30e2d71b6e8e601f75a1569c6"       \
  "b2489bb29ed7194a9cb882e44f2e4c6fd7c63e3e73ad87a7927e50529373298eae0657db21ca7a633f31"       \
  "25302306092a864886f70d01091531160414fbecb4465ebfe3d3dd425014a14a9a5137a599c230313021"       \
  "300906052b0e03021a05000414167b2462c050384b6121c9bd463cf39b4b69d2e70408fcea48326ebc8a"       \
  "4202020800"
#define RSA_CERTIFICATE                                                                        \
  "308201f030820159a00302010202141a466645162e12895ed9ef66a608865daf3f9b94300d06092a8648"       \
  "86f70d01010b0500300c310a300806035504030c016b3020170d3236313132333232303533385a180f32"       \
  "303534303431303232303533385a300c310a300806035504030c016b30819f300d06092a864886f70d01"       \
  "0101050003818d0030818902818100b8dc3be4de765caa7ea79ac5d0de824bd88f3267760cee75de4f1f"       \
  "398e04fe6d6acc9aa140fd62607a1e24f31bcd0e47abd295cbabd54b51cfa6b158a8791bf71e74293989"       \
  "d2edafa59648cf0d3d197565e9501376b0fc2886e558a6a7cd87ab53c6e29b59e1b2fc778b80d907d52e"       \
  "a3658c958deb0cc0f48439d7af53e5b1930203010001a34d304b301d0603551d0e041604143c5cf47902"       \
  "647ffdf5b4201b6fb1aee10ce3ade2301f0603551d230418301680143c5cf47902647ffdf5b4201b6fb1"       \
  "aee10ce3ade230090603551d1304023000300d06092a864886f70d01010b05000381810058fbf834e3f9"       \
  "59f3a6c7216270783e65628f83b903837cc772099252ced38afab0e60cb36775349775b5217de0507e26"       \
  "55000b89347a6cb22e1d0d83187e2ef62d0e5d24e750e9901b700f1a33bd5a686251d1eebab300d2cdfe"       \
  "0c5b1a86fa8816cf9e6d330252cd6ee6d7f28474eb316096dd8099e831809f2fad7b225bfe5e"
#define RSA_SEALED                                                                             \
  "26f4f2396a041a52f059899367656bcf5a7a61768d7700a936ea520726fb1756390f7e6b70aaaba190fc"       \
  "6c3fb7c326560bd51e64a06f716c8db1a5751d751dab64ea31aeacef52418d94be34f7b9a3075cc8d0c2"       \
  "c6b7d2669e9a04368651ed0579abd852f485ac005b75d31fe7b48cf02fd9f75499e71d8bb3c5f5a44a05"       \
  "2a6f"
