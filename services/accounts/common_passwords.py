"""Passwords that are tried first, folded and without punctuation.

Kept to what passes the length of ten with or without digits behind it: shorter
ones are refused for their length.
"""

_WORDS = """
0123456789 1234567890 9876543210 0987654321 1234567891 12345678910 123456789a 1234567890a
123456789q 123456789abc a123456789 aa123456789 abc123456789 q123456789 qq123456789 123456789qq
1qaz2wsx3edc 1qaz2wsx3edc4rfv 1q2w3e4r5t 1q2w3e4r5t6y q1w2e3r4t5 q1w2e3r4t5y6 zaq12wsxcde3
qwertyuiop qwertyuiopasdfghjkl asdfghjkl asdfghjklzxcvbnm zxcvbnm qwerty qwertyui qazwsxedc qazwsx
password passw0rd p4ssw0rd password1 passwordpassword mypassword pass admin administrator adminadmin
root rootroot test testtest demo guest welcome welcome1 letmein letmeinnow changeme default secret
iloveyou iloveyou1314 iloveyouforever woaini woaini1314 woaini520 woaini1314520 woaini5201314
woaiwojia woaizhongguo woainizhongguo wodemima mima xiaoming 5201314 52013145201314 1314520
13145201314 5201314520 7758521 7758258 147258369 1472583690 159357 1593572468 741852963 7418529630
abc abcd abcde abcdefg abcdefgh abcdefghij abcdefghijk abcdefghijkl abc123 abcd1234 abcd123456
a1b2c3d4e5 aabbccddee superman sunshine princess football baseball dragon monkey master shadow
michael computer internet whatever trustno1 starwars
hubei wuhan hubeikexie wuhankexie kexie hubeisheng wuhanshi zhongguo beijing qichuang qichuang2024
zuweihui zhuanjia pingshen lingdao shenglikexie gongzuotai
我爱你 我爱中国 我的密码 密码 密码密码 湖北省科协 湖北科协 武汉科协 科学技术协会 湖北省科学技术协会
企创工作台 组委会 评审专家 系统管理员 中华人民共和国 中国共产党万岁
"""

COMMON = frozenset(_WORDS.split())
