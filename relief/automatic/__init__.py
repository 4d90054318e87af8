"""Relief that the Department of Justice gives by itself each month: facts and notices of PC 1203.425 and 851.93."""
